import { words } from './words.ts';

/**
 * Languages of code blocks: the key is stored in the document and is lowlight's name for the grammar.
 * An unknown key is kept and shown as it is; its code is not coloured.
 */
export const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['bash', 'Bash'],
  ['c', 'C'],
  ['cpp', 'C++'],
  ['csharp', 'C#'],
  ['css', 'CSS'],
  ['diff', 'Diff'],
  ['go', 'Go'],
  ['graphql', 'GraphQL'],
  ['ini', 'INI, TOML'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['json', 'JSON'],
  ['kotlin', 'Kotlin'],
  ['less', 'Less'],
  ['lua', 'Lua'],
  ['makefile', 'Makefile'],
  ['markdown', 'Markdown'],
  ['objectivec', 'Objective-C'],
  ['perl', 'Perl'],
  ['php', 'PHP'],
  ['python', 'Python'],
  ['r', 'R'],
  ['ruby', 'Ruby'],
  ['rust', 'Rust'],
  ['scss', 'SCSS'],
  ['shell', 'Shell session'],
  ['sql', 'SQL'],
  ['swift', 'Swift'],
  ['typescript', 'TypeScript'],
  ['vbnet', 'VB.NET'],
  ['wasm', 'WebAssembly'],
  ['xml', 'HTML, XML'],
  ['yaml', 'YAML'],
]);

/** What people write behind ``` for them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['c++', 'cpp'],
  ['c#', 'csharp'],
  ['cs', 'csharp'],
  ['html', 'xml'],
  ['js', 'javascript'],
  ['jsx', 'javascript'],
  ['kt', 'kotlin'],
  ['md', 'markdown'],
  ['mjs', 'javascript'],
  ['patch', 'diff'],
  ['py', 'python'],
  ['rb', 'ruby'],
  ['rs', 'rust'],
  ['sh', 'bash'],
  ['svg', 'xml'],
  ['toml', 'ini'],
  ['ts', 'typescript'],
  ['tsx', 'typescript'],
  ['yml', 'yaml'],
  ['zsh', 'bash'],
]);

/** A language as it may be stored, from anything; null for plain text. */
export function codeLanguage(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z0-9+#.-]{1,32}$/i.test(value) ? value : null;
}

/** The stored key for what a person wrote or another program named. */
export function languageFromAlias(name: string | undefined): string | null {
  const key = codeLanguage(name)?.toLowerCase() ?? null;
  return key === null ? null : (ALIASES.get(key) ?? key);
}

/** What a reader sees. */
export function languageLabel(language: string | null): string {
  return language === null ? words.code.plain : (LANGUAGES.get(language) ?? language);
}

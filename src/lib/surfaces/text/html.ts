import type { DOMOutputSpec } from '@tiptap/pm/model';

const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input']);

/** Text as it may stand between tags. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;');
}

/**
 * Writes ProseMirror's description of an element as HTML.
 * @param content markup that stands where the description has its hole; already escaped
 */
export function element(spec: DOMOutputSpec, content: string): string {
  if (typeof spec === 'string') return escapeText(spec);
  if (!Array.isArray(spec))
    throw new TypeError('Only array descriptions can be written without a DOM');
  const [tag, ...rest] = spec as readonly [string, ...unknown[]];
  const [first] = rest;
  const hasAttributes = typeof first === 'object' && first !== null && !Array.isArray(first);
  const attributes = hasAttributes ? Object.entries(rest.shift() as Record<string, unknown>) : [];
  const open = attributes
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
  if (VOID.has(tag)) return `<${tag}${open}>`;
  const inner = rest.map((child) =>
    child === 0 ? content : element(child as DOMOutputSpec, content),
  );
  return `<${tag}${open}>${inner.join('')}</${tag}>`;
}

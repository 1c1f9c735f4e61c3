import type { createLowlight } from 'lowlight';

export type Lowlight = ReturnType<typeof createLowlight>;

/** A stretch of code and the classes that colour it. Offsets are UTF-16 units. */
export interface CodeRun {
  readonly from: number;
  readonly to: number;
  readonly className: string;
}

/** Code longer than this is not coloured: it would hold up typing. UTF-16 units. */
export const MAX_HIGHLIGHTED = 20_000;

interface HastNode {
  type: string;
  value?: string;
  children?: HastNode[];
  properties?: { className?: unknown };
}

/**
 * Colours for code, in order and without overlaps; stretches without a colour are left out.
 * @returns nothing for an unknown language and for very long code
 */
export function highlight(lowlight: Lowlight, language: string | null, code: string): CodeRun[] {
  if (language === null || code.length > MAX_HIGHLIGHTED || !lowlight.registered(language))
    return [];
  const runs: CodeRun[] = [];
  let offset = 0;
  const visit = (node: HastNode, classes: readonly string[]): void => {
    if (node.type === 'text') {
      const from = offset;
      offset += node.value?.length ?? 0;
      if (classes.length > 0 && offset > from) {
        runs.push({ from, to: offset, className: classes.join(' ') });
      }
      return;
    }
    const own = node.properties?.className;
    const all = Array.isArray(own) ? [...classes, ...own.map(String)] : classes;
    for (const child of node.children ?? []) visit(child, all);
  };
  visit(lowlight.highlight(language, code) as HastNode, []);
  return runs;
}

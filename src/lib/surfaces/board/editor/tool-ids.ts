/** Tools of a board, in the order of the bar. */
export const TOOL_IDS = [
  'select',
  'hand',
  'note',
  'text',
  'rectangle',
  'diamond',
  'ellipse',
  'arrow',
  'line',
  'pen',
  'eraser',
  'frame',
  'image',
  'laser',
] as const;

export type ToolId = (typeof TOOL_IDS)[number];

/** Tools that change nothing: what somebody who may only read has. */
export const READING_TOOLS: ReadonlySet<ToolId> = new Set(['select', 'hand', 'laser']);

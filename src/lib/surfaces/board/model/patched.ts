import { layoutText } from '../text/layout.ts';
import { parseElement, sizeOf } from './parse.ts';
import { packPoints } from './points.ts';
import { hasPoints, type BoardElement, type Point } from './types.ts';
import type { ElementPatch, NewElement } from './write.ts';

const SOME_POINTS = packPoints(
  [
    [0, 0],
    [1, 1],
  ],
  0,
);

/** Above every index that the document can have. */
const TOPMOST = '~';

/** An element that is not in a document yet, as it would be read from one: on top of everything. */
export function drafted(id: string, element: NewElement): BoardElement {
  const { type, ...rest } = element;
  const properties: ReadonlyMap<string, unknown> = new Map<string, unknown>([
    ['type', type],
    ['points', SOME_POINTS],
  ]);
  const draft = { ...patched(parseElement(id, properties), rest), index: TOPMOST };
  if (draft.type !== 'freedraw') return draft;
  // Of a pen that says how hard it is pressed, nothing has to be guessed.
  const pressed = draft.pressures.length === draft.points.length;
  return { ...draft, simulatePressure: !pressed || rest.simulatePressure === true };
}

/**
 * An element as it will be read once a patch is written: for showing a gesture that is still going on. Sizes that follow
 * from points and words follow here too.
 */
export function patched<T extends BoardElement>(element: T, patch: ElementPatch): T {
  const defined = Object.entries(patch).filter(([, value]) => value !== undefined);
  const next = { ...element, ...(Object.fromEntries(defined) as object) } as BoardElement;
  return resized(next) as T;
}

function resized(element: BoardElement): BoardElement {
  if (hasPoints(element)) return { ...element, ...sizeOf(element.points as readonly Point[]) };
  if (element.type !== 'text') return element;
  const layout = layoutText(element.text, element, element.autoResize ? null : element.width);
  const width = element.autoResize ? Math.max(layout.width, 1) : element.width;
  return { ...element, width, height: layout.height };
}

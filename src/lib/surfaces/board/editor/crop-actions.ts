import { boxOf, centerOf } from '../geometry/bounds.ts';
import { moveInCrop, pullCrop, uncrop, type NaturalSize } from '../geometry/crop.ts';
import type { Handle } from '../geometry/resize.ts';
import { rotate } from '../geometry/vector.ts';
import type { ImageElement } from '../model/types.ts';
import type { ElementPatch } from '../model/write.ts';
import { words } from '../words.ts';
import { namedActions, type Action } from './action.ts';
import type { BoardEditor } from './editor.svelte.ts';

const SIDES = [
  ['Left', [-1, 0]],
  ['Right', [1, 0]],
  ['Up', [0, -1]],
  ['Down', [0, 1]],
] as const;
/** Scene units by which an arrow key moves the picture; with Shift it is `FAR`, and so is each pull of an edge. */
const STEP = 1;
const FAR = 10;

/** What can be done to the edges of a picture. Their keys come before what they mean otherwise. */
export function cropActions(editor: BoardEditor): Action[] {
  const { crop } = editor;
  const isCropping = (): boolean => crop.image !== null;
  const change = (
    image: ImageElement | null,
    patchOf: (image: ImageElement, natural: NaturalSize) => ElementPatch,
  ): void => {
    const natural = image === null ? null : crop.sizeOf(image);
    if (image !== null && natural !== null) editor.board.update(image.id, patchOf(image, natural));
  };
  const edit = namedActions({ edits: true });
  const arrows = SIDES.flatMap(([side, [dx, dy]]) => {
    const far = [dx * FAR, dy * FAR] as const;
    const key = `Arrow${side}`;
    return [
      arrow(`cropMove${side}`, words.actions.cropMove, key, (image, natural) =>
        moveInCrop(image, natural, inScene(image, [dx * STEP, dy * STEP])),
      ),
      arrow(`cropMove${side}Far`, words.actions.cropMoveFar, `shift+${key}`, (image, natural) =>
        moveInCrop(image, natural, inScene(image, far)),
      ),
      arrow(`cropEnd${side}`, words.actions.cropEnd, `alt+${key}`, (image, natural) =>
        pulled(image, natural, dx === 0 ? [0, 1] : [1, 0], far),
      ),
      arrow(`cropStart${side}`, words.actions.cropStart, `alt+shift+${key}`, (image, natural) =>
        pulled(image, natural, dx === 0 ? [0, -1] : [-1, 0], far),
      ),
    ];
  });
  return [
    edit('cropDone', ['Enter', 'Escape'], () => crop.end(), isCropping),
    edit(
      'crop',
      ['Enter'],
      () => crop.candidate !== null && crop.begin(crop.candidate.id),
      () => crop.candidate !== null && !isCropping(),
    ),
    edit(
      'cropWhole',
      [],
      () => change(crop.candidate, uncrop),
      () => (crop.candidate?.crop ?? null) !== null,
    ),
    ...arrows,
  ];

  function arrow(
    id: string,
    label: string,
    shortcut: string,
    patchOf: (image: ImageElement, natural: NaturalSize) => ElementPatch,
  ): Action {
    const run = (): void => change(crop.image, patchOf);
    return { id, label, shortcuts: [shortcut], edits: true, enabled: isCropping, run };
  }
}

/** A way along the picture's own sides, in the scene. */
function inScene(
  { angle }: ImageElement,
  by: readonly [number, number],
): readonly [number, number] {
  return rotate(by, [0, 0], angle);
}

/** A side pulled by so much, along the picture's own sides. */
function pulled(
  image: ImageElement,
  natural: NaturalSize,
  handle: Handle,
  [dx, dy]: readonly [number, number],
): ElementPatch {
  const { minX, minY, maxX, maxY } = boxOf(image);
  const x = (handle[0] < 0 ? minX : maxX) + dx;
  const y = (handle[1] < 0 ? minY : maxY) + dy;
  return pullCrop(image, natural, handle, rotate([x, y], centerOf(image), image.angle));
}

import type { Alignment } from '../geometry/align.ts';
import { isBindable, isLabelled } from '../model/types.ts';
import { words } from '../words.ts';
import { namedActions, type Action } from './action.ts';
import { ZOOM_STEP } from './camera.ts';
import {
  alignSelection,
  connectSelection,
  distributeSelection,
  duplicateSelection,
  flipSelection,
  groupSelection,
  nudgeSelection,
  removeSelection,
  reorderSelection,
  toggleLock,
  ungroupSelection,
  unlockAll,
} from './commands.ts';
import { cropActions } from './crop-actions.ts';
import type { BoardEditor } from './editor.svelte.ts';
import { TOOL_IDS, type ToolId } from './tool-ids.ts';
import { walk } from './walk.ts';

/** The keys of the tools, those of Excalidraw where it has the tool. */
export const TOOL_KEYS: Readonly<Record<ToolId, readonly string[]>> = {
  select: ['v', '1'],
  hand: ['h'],
  note: ['n'],
  text: ['t', '8'],
  rectangle: ['r', '2'],
  diamond: ['d', '3'],
  ellipse: ['o', '4'],
  arrow: ['a', '5'],
  line: ['l', '6'],
  pen: ['p', '7', 'x'],
  image: ['9'],
  eraser: ['e', '0'],
  frame: ['f'],
  laser: ['k'],
};

/** Id of the action that takes back the gesture that is going on. */
export const CANCEL = 'cancel';

/** All actions of one editor. */
export class Actions {
  /** While it is true, as in the middle of a gesture, keys mean nothing but taking that back. */
  isHeld: () => boolean = () => false;
  #all: readonly Action[];
  readonly #editor: BoardEditor;

  /** `more`: those that need the page, as the clipboard does; a shortcut of theirs comes before one of the others. */
  constructor(editor: BoardEditor, more: readonly Action[] = []) {
    this.#editor = editor;
    this.#all = [
      ...more,
      ...toolActions(editor),
      ...cropActions(editor),
      ...editActions(editor),
      ...viewActions(editor),
    ];
  }

  /** Adds actions of what stands around the board; their shortcuts come before those that are there. */
  add(actions: readonly Action[]): void {
    this.#all = [...actions, ...this.#all];
  }

  /** In the order in which they are looked for. */
  get all(): readonly Action[] {
    return this.#all;
  }

  /** @throws for an id that there is not: it is a fault of the program */
  get(id: string): Action {
    const action = this.#all.find((each) => each.id === id);
    if (action === undefined) throw new Error(`There is no action "${id}"`);
    return action;
  }

  /** Whether an action can be done now. Reactive. */
  isPossible({ edits, enabled }: Action): boolean {
    return !(edits && this.#editor.readOnly) && (enabled?.() ?? true);
  }

  /** What a shortcut means now; one can mean several things, of which the first that is possible counts. */
  byShortcut(shortcut: string): Action | null {
    const found = this.#all.find(
      (action) =>
        action.native !== true && action.shortcuts.includes(shortcut) && this.isPossible(action),
    );
    return found ?? null;
  }
}

function toolActions(editor: BoardEditor): Action[] {
  return [
    ...TOOL_IDS.map((tool): Action => ({
      id: `tool-${tool}`,
      label: words.tools[tool],
      shortcuts: TOOL_KEYS[tool],
      edits: false,
      run: () => editor.setTool(tool),
    })),
    {
      id: 'keep-tool',
      label: words.actions.keepTool,
      shortcuts: ['q'],
      edits: false,
      run: () => (editor.toolKept = !editor.toolKept),
    },
  ];
}

function editActions(editor: BoardEditor): Action[] {
  const some = (): boolean => editor.selection.size > 0;
  const several = (): boolean => editor.units.length > 1;
  const edit = namedActions({ edits: true, usual: some });
  const sides: readonly (readonly [keyof typeof words.actions, Alignment, string[]])[] = [
    ['alignLeft', 'left', ['mod+shift+ArrowLeft']],
    ['alignCenter', 'center', []],
    ['alignRight', 'right', ['mod+shift+ArrowRight']],
    ['alignTop', 'top', ['mod+shift+ArrowUp']],
    ['alignMiddle', 'middle', []],
    ['alignBottom', 'bottom', ['mod+shift+ArrowDown']],
  ];
  const nudges = (['Left', 'Right', 'Up', 'Down'] as const).map((side) => {
    const dx = side === 'Left' ? -1 : side === 'Right' ? 1 : 0;
    const dy = side === 'Up' ? -1 : side === 'Down' ? 1 : 0;
    return [
      edit(`nudge${side}`, [`Arrow${side}`], () => nudgeSelection(editor, dx, dy, false)),
      edit(`nudge${side}Far`, [`shift+Arrow${side}`], () => nudgeSelection(editor, dx, dy, true)),
    ];
  });
  return [
    edit(
      'undo',
      ['mod+z'],
      () => editor.undo(),
      () => editor.canUndo,
    ),
    edit(
      'redo',
      ['mod+shift+z', 'mod+y'],
      () => editor.redo(),
      () => editor.canRedo,
    ),
    edit('remove', ['Delete', 'Backspace'], () => removeSelection(editor)),
    edit('duplicate', ['mod+d'], () => duplicateSelection(editor)),
    edit('group', ['mod+g'], () => groupSelection(editor), several),
    edit(
      'ungroup',
      ['mod+shift+g'],
      () => ungroupSelection(editor),
      () => editor.selected.some(({ groupIds }) => groupIds.length > 0),
    ),
    edit('front', ['mod+shift+]'], () => reorderSelection(editor, 'front')),
    edit('forward', ['mod+]'], () => reorderSelection(editor, 'forward')),
    edit('backward', ['mod+['], () => reorderSelection(editor, 'backward')),
    edit('back', ['mod+shift+['], () => reorderSelection(editor, 'back')),
    edit('lock', ['mod+shift+l'], () => toggleLock(editor)),
    edit(
      'unlockAll',
      [],
      () => unlockAll(editor),
      () => editor.elements.some(({ locked }) => locked),
    ),
    edit('flipX', ['shift+h'], () => flipSelection(editor, 'x')),
    edit('flipY', ['shift+v'], () => flipSelection(editor, 'y')),
    ...sides.map(([id, side, shortcuts]) =>
      edit(id, shortcuts, () => alignSelection(editor, side), several),
    ),
    edit(
      'distributeX',
      ['alt+shift+h'],
      () => distributeSelection(editor, 'x'),
      () => editor.units.length > 2,
    ),
    edit(
      'distributeY',
      ['alt+shift+v'],
      () => distributeSelection(editor, 'y'),
      () => editor.units.length > 2,
    ),
    edit(
      'connect',
      ['mod+alt+a'],
      () => connectSelection(editor),
      () => editor.selected.length === 2 && editor.selected.every(isBindable),
    ),
    edit(
      'editText',
      ['Enter'],
      () => editor.single !== null && editor.edit(editor.single.id),
      () => {
        const { single } = editor;
        return single !== null && !single.locked && (isLabelled(single) || single.type === 'frame');
      },
    ),
    ...nudges.flat(),
  ];
}

function viewActions(editor: BoardEditor): Action[] {
  const view = namedActions({ edits: false });
  return [
    view(
      'walk',
      ['Enter'],
      () => walk(editor, 1),
      () => editor.selection.size === 0 && editor.tool === 'select',
    ),
    view(
      'walkNext',
      ['Tab'],
      () => walk(editor, 1),
      () => editor.selection.size > 0,
    ),
    view(
      'walkBack',
      ['shift+Tab'],
      () => walk(editor, -1),
      () => editor.selection.size > 0,
    ),
    view('selectAll', ['mod+a'], () => editor.selectAll()),
    view('stepOut', ['Escape'], () => void editor.stepOut()),
    view('zoomIn', ['mod+=', 'mod+shift+=', 'mod++'], () => editor.zoomBy(ZOOM_STEP)),
    view('zoomOut', ['mod+-'], () => editor.zoomBy(1 / ZOOM_STEP)),
    view('zoomReset', ['mod+0'], () => editor.zoomTo(1)),
    view('showAll', ['shift+1'], () => editor.showAll()),
    view(
      'showSelection',
      ['shift+2'],
      () => editor.showSelection(),
      () => editor.bounds !== null,
    ),
    view('grid', ["mod+'"], () => (editor.grid = !editor.grid)),
    view('snapping', ['alt+s'], () => (editor.snapping = !editor.snapping)),
  ];
}

import type { BoardUi } from '../board-ui.svelte.ts';
import type { Action } from '../../editor/action.ts';

/** Of a selection: actions by their ids, in groups. */
const OF_SELECTION: readonly (readonly string[])[] = [
  ['cut', 'copy', 'paste', 'duplicate'],
  ['editText', 'crop', 'cropWhole', 'cropDone', 'openLink', 'link', 'connect'],
  ['front', 'forward', 'backward', 'back'],
  ['group', 'ungroup', 'lock'],
  ['flipX', 'flipY'],
  ['copyStyle', 'pasteStyle', 'copyPng', 'copySvg', 'copyText'],
  ['remove'],
];

/** Of the floor of the board. */
const OF_BOARD: readonly (readonly string[])[] = [
  ['paste', 'selectAll', 'unlockAll'],
  ['showAll', 'grid', 'snapping', 'outline'],
  ['exportPicture', 'exportFile', 'importFile'],
];

/** What the context menu offers now: groups of what is possible, none of them empty. */
export function menuGroups({ session, editor }: BoardUi): readonly (readonly Action[])[] {
  const byId = new Map(session.actions.all.map((action) => [action.id, action]));
  return (editor.selection.size > 0 ? OF_SELECTION : OF_BOARD)
    .map((ids) =>
      ids
        .map((id) => byId.get(id))
        .filter((action) => action !== undefined)
        .filter((action) => session.actions.isPossible(action)),
    )
    .filter((group) => group.length > 0);
}

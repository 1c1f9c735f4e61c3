import { Table, tableView } from '../nodes/table.ts';
import { build, ignoringFrame, makeScrollable, type Editability } from './views.ts';
import { words } from '../words.ts';

/** A table in a frame that scrolls. */
export function tableWithView(editability: Editability) {
  return Table.extend({
    addNodeView:
      () =>
      ({ editor }) => {
        const { dom, contentDOM } = build(tableView());
        const show = (): void => makeScrollable(dom, words.table, editor);
        show();
        return {
          dom,
          contentDOM,
          ignoreMutation: ignoringFrame(contentDOM),
          destroy: editability.onChange(show),
        };
      },
  });
}

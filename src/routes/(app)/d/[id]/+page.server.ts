import { can } from '$lib/server/policy';
import { loading } from '../../../problem.server';
import { rename, restore, trash } from '../../document-actions.server';
import { person } from '../../person.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const user = person(event);
  event.depends('runnel:document');
  const { summary, html, title } = await loading(
    event.locals.app.documents.page(user, event.params.id),
  );
  return {
    document: {
      id: summary.id,
      kind: summary.kind,
      title,
      html,
      schemaVersion: summary.schemaVersion,
      role: summary.role,
      trashed: summary.trashedAt !== null,
      mayTrash: can(user, 'document:trash', summary),
      mayRestore: can(user, 'document:restore', summary),
      mayRename: can(user, 'document:rename', summary),
    },
  };
};

export const actions: Actions = { rename, trash, restore };

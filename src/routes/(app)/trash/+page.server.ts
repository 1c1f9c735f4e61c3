import { can } from '$lib/server/policy';
import { loading } from '../../problem.server';
import { purge, restore } from '../document-actions.server';
import { person } from '../person.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const user = person(event);
  const documents = await loading(event.locals.app.documents.listTrash(user));
  return {
    now: Date.now(),
    // Asked for without script: the page itself asks whether to delete this one.
    asked: event.url.searchParams.get('delete'),
    documents: documents.map((each) => ({
      id: each.id,
      kind: each.kind,
      title: each.title,
      trashedAt: each.trashedAt ?? each.updatedAt,
      mayRestore: can(user, 'document:restore', each),
      mayPurge: can(user, 'document:purge', each),
    })),
  };
};

export const actions: Actions = { restore, purge };

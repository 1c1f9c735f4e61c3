import { can } from '$lib/server/policy';
import { loading } from '../problem.server';
import type { Actions, PageServerLoad } from './$types';
import { create, rename, restore, trash } from './document-actions.server';
import { person } from './person.server';

export const load: PageServerLoad = async (event) => {
  const user = person(event);
  event.depends('runnel:documents');
  const documents = await loading(event.locals.app.documents.list(user));
  return {
    now: Date.now(),
    documents: documents.map((each) => ({
      id: each.id,
      kind: each.kind,
      title: each.title,
      excerpt: each.excerpt,
      people: each.people.filter(({ id }) => id !== user.id),
      updatedAt: each.updatedAt,
      updatedBy: each.updatedBy?.name ?? null,
      byYou: each.updatedBy?.id === user.id,
      mayChange: can(user, 'document:rename', each),
    })),
  };
};

export const actions: Actions = { create, rename, trash, restore };

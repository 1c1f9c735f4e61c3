import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Kind } from '$lib/protocol';
import { refuseForm, textOf } from '../(auth)/form.server';
import { personNow } from './person.server';

/** Form actions on whole documents. Fields: `id`, and `kind` and `title` where they are given. */

async function fields(event: RequestEvent): Promise<{ id: string; kind: Kind; title: string }> {
  const form = await event.request.formData();
  return {
    id: textOf(form, 'id'),
    kind: textOf(form, 'kind') === 'board' ? 'board' : 'text',
    title: textOf(form, 'title'),
  };
}

/** Makes a page, or a board, and opens it. */
export async function create(event: RequestEvent) {
  const { kind, title } = await fields(event);
  const user = await personNow(event);
  let id: string;
  try {
    ({ id } = await event.locals.app.documents.create(user, { kind, title }));
  } catch (cause) {
    return refuseForm(cause);
  }
  redirect(303, `/d/${id}`);
}

export async function rename(event: RequestEvent) {
  const { id, title } = await fields(event);
  const user = await personNow(event);
  if (!title.trim()) return fail(400, { message: 'A page needs a name.', code: 'bad_request' });
  return attempt(() => event.locals.app.documents.rename(user, id, title));
}

export async function trash(event: RequestEvent) {
  const { id } = await fields(event);
  const user = await personNow(event);
  return attempt(() => event.locals.app.documents.trash(user, id));
}

export async function restore(event: RequestEvent) {
  const { id } = await fields(event);
  const user = await personNow(event);
  return attempt(() => event.locals.app.documents.restore(user, id));
}

/** Deletes a document in the trash for good. */
export async function purge(event: RequestEvent) {
  const { id } = await fields(event);
  const user = await personNow(event);
  return attempt(() => event.locals.app.documents.purge(user, id));
}

async function attempt(work: () => Promise<unknown>) {
  try {
    await work();
  } catch (cause) {
    return refuseForm(cause);
  }
  return { done: true };
}

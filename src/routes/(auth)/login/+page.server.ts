import { redirect } from '@sveltejs/kit';
import type { Signed } from '$lib/server/auth/accounts';
import { safeNext } from '$lib/server/auth/redirect';
import { enter, refuseForm, textOf } from '../form.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const next = safeNext(url.searchParams.get('next'));
  // Whom the link is for may sign in where somebody else is signed in.
  const person = url.searchParams.get('person') ?? locals.user?.id;
  if (locals.user && locals.user.id === person) redirect(303, next);
  const workspace = await locals.app.accounts.workspace();
  return { next, workspace: workspace?.name ?? 'Runnel' };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const email = textOf(form, 'email');
    const password = textOf(form, 'password');
    const next = safeNext(textOf(form, 'next'));
    let signed: Signed;
    try {
      const address = event.getClientAddress();
      signed = await event.locals.app.accounts.login({ email, password, address });
    } catch (cause) {
      return refuseForm(cause, { email, next });
    }
    return enter(event, signed, next);
  },
};

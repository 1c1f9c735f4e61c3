import { redirect } from '@sveltejs/kit';
import type { Signed } from '$lib/server/auth/accounts';
import { enter, refuseForm, textOf } from '../../form.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  if (locals.user) redirect(303, '/');
  // Null: the link does not hold any more, which the page says in its own words.
  return { invitation: await locals.app.accounts.invitation(params.token) };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const values = { name: textOf(form, 'name'), email: textOf(form, 'email') };
    const { accounts } = event.locals.app;
    let signed: Signed;
    try {
      signed = await accounts.signup(event.params.token, {
        ...values,
        password: textOf(form, 'password'),
      });
    } catch (cause) {
      return refuseForm(cause, values);
    }
    return enter(event, signed, '/');
  },
};

import type { Signed } from '$lib/server/auth/accounts';
import { enter, refuseForm, textOf } from '../../form.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  // Null: the link does not hold any more, which the page says in its own words.
  return { reset: await locals.app.accounts.reset(params.token) };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    let signed: Signed;
    try {
      const password = textOf(form, 'password');
      signed = await event.locals.app.accounts.resetPassword(event.params.token, password);
    } catch (cause) {
      return refuseForm(cause);
    }
    return enter(event, signed, '/');
  },
};

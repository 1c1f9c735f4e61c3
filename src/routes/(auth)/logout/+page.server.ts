import { redirect } from '@sveltejs/kit';
import { COOKIE_NAME, cookieOptions } from '$lib/server/auth/cookie';
import type { Actions, PageServerLoad } from './$types';

// Leaving changes something, so a link alone does not do it.
export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
  default: async ({ cookies, locals, url }) => {
    if (locals.session) await locals.app.accounts.logout(locals.session.id);
    cookies.delete(COOKIE_NAME, cookieOptions(url.protocol === 'https:'));
    redirect(303, '/login');
  },
};

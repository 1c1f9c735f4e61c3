import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Signed } from '$lib/server/auth/accounts';
import { wasForwarded } from '$lib/server/auth/setup-gate';
import { enter, refuseForm, textOf } from '../form.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  if (event.locals.user) redirect(303, '/');
  const code = event.url.searchParams.get('code') ?? '';
  // The page shows how to get the code instead of a form that would be refused.
  return { code, codeMissing: !mayPass(event, code) };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const values = {
      workspace: textOf(form, 'workspace'),
      name: textOf(form, 'name'),
      email: textOf(form, 'email'),
      code: textOf(form, 'code'),
    };
    if (!mayPass(event, values.code)) {
      const message =
        'Open the address with the setup code that the server printed when it started.';
      return fail(403, { code: 'forbidden', message, field: 'code', values });
    }
    let signed: Signed;
    try {
      signed = await event.locals.app.accounts.setup({
        ...values,
        password: textOf(form, 'password'),
      });
    } catch (cause) {
      return refuseForm(cause, values);
    }
    return enter(event, signed, '/');
  },
};

function mayPass({ locals, request, url }: RequestEvent, code: string): boolean {
  const { gate } = locals.app.accounts;
  const facts = { hostname: url.hostname, forwarded: wasForwarded(request.headers) };
  return gate.accepts(code) || !gate.requires(facts);
}

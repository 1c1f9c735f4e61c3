import { redirect, type RequestEvent } from '@sveltejs/kit';
import { COOKIE_NAME } from '$lib/server/auth/cookie';

/** Who asks. The hook lets nobody in without a session; this says it once more, in types. */
export function person(event: RequestEvent): NonNullable<App.Locals['user']> {
  const { user } = event.locals;
  if (!user) redirect(303, '/login');
  return user;
}

/** Who asks, as of now: the form may have taken long to come, and they may be gone or have another role since. */
export async function personNow(event: RequestEvent): Promise<NonNullable<App.Locals['user']>> {
  const token = event.cookies.get(COOKIE_NAME);
  const found = token === undefined ? null : await event.locals.app.accounts.authenticate(token);
  if (!found) redirect(303, '/login');
  return found.user;
}

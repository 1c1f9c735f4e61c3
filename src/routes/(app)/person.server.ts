import { redirect, type RequestEvent } from '@sveltejs/kit';

/** Who asks. The hook lets nobody in without a session; this says it once more, in types. */
export function person(event: RequestEvent): NonNullable<App.Locals['user']> {
  const { user } = event.locals;
  if (!user) redirect(303, '/login');
  return user;
}

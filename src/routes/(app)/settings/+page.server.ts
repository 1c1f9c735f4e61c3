import { redirect } from '@sveltejs/kit';
import { COOKIE_NAME, cookieOptions } from '$lib/server/auth/cookie';
import { can } from '$lib/server/policy';
import { loading } from '../../problem.server';
import { person } from '../person.server';
import type { Actions, PageServerLoad } from './$types';
import { action } from './action.server';

export const load: PageServerLoad = async (event) => {
  const user = person(event);
  const { accounts } = event.locals.app;
  const mayInvite = can(user, 'people:invite');
  const [people, invitations] = await Promise.all([
    loading(accounts.people(user)),
    mayInvite ? loading(accounts.invitations(user)) : [],
  ]);
  const mayManage = can(user, 'people:manage');
  return { people, invitations, mayInvite, mayManage, mayRename: can(user, 'workspace:rename') };
};

export const actions: Actions = {
  name: action(
    'name',
    ({ event, user, field }) => event.locals.app.accounts.changeName(user, field('name')),
    ['name'],
  ),
  password: action('password', ({ event, user, field }) => {
    const input = { current: field('current'), next: field('next') };
    return event.locals.app.accounts.changePassword(user, input, event.locals.session?.id);
  }),
  everywhere: action('everywhere', async ({ event, user }) => {
    await event.locals.app.accounts.logoutEverywhere(user.id);
    event.cookies.delete(COOKIE_NAME, cookieOptions(event.url.protocol === 'https:'));
    redirect(303, '/login');
  }),
  role: action('role', ({ event, user, field }) =>
    event.locals.app.accounts.changeRole(user, field('user'), field('role')),
  ),
  invite: action(
    'invite',
    async ({ event: { locals, url }, user, field }) => {
      const { token } = await locals.app.accounts.invite(user, {
        role: field('role'),
        note: field('note'),
        uses: Number(field('uses')),
        days: Number(field('days')),
      });
      return { link: new URL(`/signup/${token}`, locals.app.config.origin ?? url.origin).href };
    },
    ['role', 'note', 'uses', 'days'],
  ),
  revoke: action('revoke', ({ event, user, field }) =>
    event.locals.app.accounts.revokeInvitation(user, field('invitation')),
  ),
  workspace: action(
    'workspace',
    ({ event, user, field }) => event.locals.app.accounts.renameWorkspace(user, field('workspace')),
    ['workspace'],
  ),
};

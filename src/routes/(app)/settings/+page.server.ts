import { redirect, type RequestEvent } from '@sveltejs/kit';
import { COOKIE_NAME, cookieOptions } from '$lib/server/auth/cookie';
import { resetLink } from '$lib/server/auth/reset-link';
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
  reset: action('reset', async ({ event, user, field }) => {
    const { token, name } = await event.locals.app.accounts.offerReset(user, field('user'));
    return { link: resetLink(ownAddress(event), token), name };
  }),
  remove: action('remove', async ({ event, user, field }) => {
    const withdraw = field('withdraw') === 'on';
    await event.locals.app.accounts.removePerson(user, field('user'), withdraw);
  }),
  invite: action(
    'invite',
    async ({ event, user, field }) => {
      const { token } = await event.locals.app.accounts.invite(user, {
        role: field('role'),
        note: field('note'),
        uses: Number(field('uses')),
        days: Number(field('days')),
      });
      return { link: new URL(`/signup/${token}`, ownAddress(event)).href };
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

function ownAddress({ locals, url }: RequestEvent): string {
  return locals.app.config.origin ?? url.origin;
}

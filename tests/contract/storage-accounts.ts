import { describe, expect, test } from 'vitest';
import type { Subject } from './storage-subject.ts';
import { newInvitation, newSession, newUser, refused } from './storage-values.ts';

/** Rules of `AccountStore`. */
export function accountRules(subject: Subject): void {
  const withOwner = () => subject.storage.accounts.createOwner(newUser(), { name: 'Here' });
  /** Without the role, as somebody signs up. */
  const ben = (n = 0) => {
    const { role, ...user } = newUser({ id: `ben${n}`, email: `ben${n}@example.com` });
    return { role, user };
  };

  describe('people', () => {
    test('createOwner stores the owner and the name of the workspace', async () => {
      const { accounts } = subject.storage;
      expect(await accounts.workspace()).toBeNull();
      await withOwner();
      expect(await accounts.workspace()).toEqual({ name: 'Here' });
      expect(await accounts.users()).toEqual([newUser()]);
    });

    test('of many first owners at once, one succeeds', async () => {
      const { accounts } = subject.storage;
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          accounts.createOwner(newUser({ id: `u${i}`, email: `u${i}@example.com` }), {
            name: `W${i}`,
          }),
        ),
      );
      const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
      expect(won).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'taken' });
      expect(await accounts.users()).toMatchObject([{ id: `u${won[0]}` }]);
      expect(await accounts.workspace()).toEqual({ name: `W${won[0]}` });
    });

    test('renameWorkspace needs a workspace', async () => {
      const { accounts } = subject.storage;
      await refused(accounts.renameWorkspace('There'), 'missing');
      await withOwner();
      await accounts.renameWorkspace('There');
      expect(await accounts.workspace()).toEqual({ name: 'There' });
    });

    test('users are found by id and by email, and listed oldest first', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createInvitation(newInvitation({ usesLeft: 2 }));
      await accounts.redeemInvitation('hash1', { ...ben(1).user, createdAt: 300 });
      await accounts.redeemInvitation('hash1', { ...ben(2).user, createdAt: 200 });
      expect((await accounts.users()).map(({ id }) => id)).toEqual(['ann', 'ben2', 'ben1']);
      expect(await accounts.user('ann')).toEqual(newUser());
      expect(await accounts.user('nobody')).toBeNull();
      expect((await accounts.userByEmail('ben1@example.com'))?.id).toBe('ben1');
      expect(await accounts.userByEmail('nobody@example.com')).toBeNull();
    });

    test('updateUser changes what is given and nothing else', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createInvitation(newInvitation());
      const user = await accounts.redeemInvitation('hash1', ben().user);
      expect(await accounts.updateUser('ben0', { name: 'Benno' })).toEqual({
        ...user,
        name: 'Benno',
      });
      const change = { role: 'viewer', passwordHash: 'other', email: 'b@example.com' } as const;
      const changed = { ...user, name: 'Benno', ...change };
      expect(await accounts.updateUser('ben0', change)).toEqual(changed);
      expect(await accounts.updateUser('ben0', {})).toEqual(changed);
      expect(await accounts.updateUser('ben0', { email: 'b@example.com' })).toEqual(changed);
      await refused(accounts.updateUser('ben0', { name: 'X', email: newUser().email }), 'taken');
      await refused(accounts.updateUser('nobody', { name: 'X' }), 'missing');
      expect(await accounts.user('ben0')).toEqual(changed);
      expect(await accounts.user('ann')).toEqual(newUser());
    });

    test('updateUser changes nothing if the password is not the one that was known', async () => {
      const { accounts } = subject.storage;
      const ann = newUser();
      await accounts.createOwner(ann, { name: 'Here' });
      await accounts.updateUser('ann', { passwordHash: 'second' }, ann.passwordHash);
      const change = { passwordHash: 'third', name: 'Anna' };
      await refused(accounts.updateUser('ann', change, ann.passwordHash), 'missing');
      expect(await accounts.user('ann')).toEqual({ ...ann, passwordHash: 'second' });
    });
  });

  describe('sessions', () => {
    test('a session is found with its user, expired or not, until it is deleted', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      const session = newSession({ expiresAt: 1 });
      await accounts.createSession(session);
      expect(await accounts.session('session1')).toEqual({ session, user: newUser() });
      await accounts.updateUser('ann', { name: 'Anna' });
      expect((await accounts.session('session1'))?.user.name).toBe('Anna');
      await accounts.deleteSession('session1');
      expect(await accounts.session('session1')).toBeNull();
      await accounts.deleteSession('session1');
    });

    test('createSession needs its user and an id of its own', async () => {
      const { accounts } = subject.storage;
      await refused(accounts.createSession(newSession()), 'missing');
      await withOwner();
      await accounts.createSession(newSession());
      await refused(accounts.createSession(newSession({ expiresAt: 5 })), 'taken');
      expect((await accounts.session('session1'))?.session.expiresAt).toBe(1000);
    });

    test('setSessionExpiry moves the end and does not bring a session back', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createSession(newSession());
      await accounts.setSessionExpiry('session1', 7777);
      expect((await accounts.session('session1'))?.session.expiresAt).toBe(7777);
      await accounts.deleteSession('session1');
      await accounts.setSessionExpiry('session1', 8888);
      expect(await accounts.session('session1')).toBeNull();
    });

    test('sessions are listed and deleted by user, and by expiry', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createInvitation(newInvitation());
      await accounts.redeemInvitation('hash1', ben().user);
      await accounts.createSession(newSession({ id: 'b', createdAt: 2, expiresAt: 10 }));
      await accounts.createSession(newSession({ id: 'a', createdAt: 3, expiresAt: 11 }));
      await accounts.createSession(newSession({ id: 'c', createdAt: 1, expiresAt: 12 }));
      await accounts.createSession(newSession({ id: 'd', userId: 'ben0', expiresAt: 9 }));
      const ids = async (user: string) => (await accounts.sessionsOf(user)).map(({ id }) => id);
      expect(await ids('ann')).toEqual(['c', 'b', 'a']);
      await accounts.deleteExpiredSessions(10);
      expect(await ids('ann')).toEqual(['c', 'a']);
      expect(await ids('ben0')).toEqual([]);
      await accounts.createSession(newSession({ id: 'e', userId: 'ben0' }));
      await accounts.deleteSessionsOf('ann');
      expect(await ids('ann')).toEqual([]);
      expect(await ids('ben0')).toEqual(['e']);
    });
  });

  describe('invitations', () => {
    test('an invitation is found by its token and listed, newest first', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      const older = newInvitation();
      const newer = newInvitation({
        id: 'two',
        tokenHash: 'hash2',
        role: 'viewer',
        createdAt: 200,
      });
      await accounts.createInvitation(older);
      await accounts.createInvitation(newer);
      expect(await accounts.invitationByToken('hash1')).toEqual(older);
      expect(await accounts.invitationByToken('hash3')).toBeNull();
      expect(await accounts.invitations()).toEqual([newer, older]);
    });

    test('createInvitation needs its inviter, an id and a token of its own', async () => {
      const { accounts } = subject.storage;
      await refused(accounts.createInvitation(newInvitation()), 'missing');
      await withOwner();
      await accounts.createInvitation(newInvitation());
      await refused(accounts.createInvitation(newInvitation({ tokenHash: 'hash2' })), 'taken');
      await refused(accounts.createInvitation(newInvitation({ id: 'two' })), 'taken');
      expect(await accounts.invitations()).toHaveLength(1);
    });

    test('redeeming makes a user of the invitation’s role and takes one use', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createInvitation(newInvitation({ role: 'viewer', usesLeft: 2 }));
      const user = await accounts.redeemInvitation('hash1', ben().user);
      expect(user).toEqual({ ...ben().user, role: 'viewer' });
      expect(await accounts.user('ben0')).toEqual(user);
      expect((await accounts.invitationByToken('hash1'))?.usesLeft).toBe(1);
    });

    test('an invitation that is gone, revoked, used up or expired is refused', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await refused(accounts.redeemInvitation('hash1', ben().user), 'missing');
      await accounts.createInvitation(newInvitation({ expiresAt: 500 }));
      await refused(
        accounts.redeemInvitation('hash1', { ...ben().user, createdAt: 500 }),
        'missing',
      );
      await accounts.redeemInvitation('hash1', { ...ben(1).user, createdAt: 499 });
      await refused(
        accounts.redeemInvitation('hash1', { ...ben(2).user, createdAt: 499 }),
        'missing',
      );
      await accounts.createInvitation(newInvitation({ id: 'two', tokenHash: 'hash2' }));
      await accounts.revokeInvitation('two', 300);
      await accounts.revokeInvitation('two', 400);
      expect((await accounts.invitationByToken('hash2'))?.revokedAt).toBe(300);
      await refused(accounts.redeemInvitation('hash2', ben(3).user), 'missing');
      await accounts.revokeInvitation('nothing', 300);
      expect((await accounts.users()).map(({ id }) => id)).toEqual(['ann', 'ben1']);
    });

    test('a redemption with a taken email or id takes no use', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createInvitation(newInvitation());
      const { user } = ben();
      await refused(
        accounts.redeemInvitation('hash1', { ...user, email: newUser().email }),
        'taken',
      );
      await refused(accounts.redeemInvitation('hash1', { ...user, id: 'ann' }), 'taken');
      expect((await accounts.invitationByToken('hash1'))?.usesLeft).toBe(1);
      await accounts.redeemInvitation('hash1', user);
    });

    test('of many who redeem at once, as many succeed as there are uses', async () => {
      const { accounts } = subject.storage;
      await withOwner();
      await accounts.createInvitation(newInvitation({ usesLeft: 3 }));
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, i) => accounts.redeemInvitation('hash1', ben(i).user)),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'missing' });
      expect(await accounts.users()).toHaveLength(4);
      expect((await accounts.invitationByToken('hash1'))?.usesLeft).toBe(0);
    });
  });
}

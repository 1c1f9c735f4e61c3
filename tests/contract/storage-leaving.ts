import { describe, expect, test } from 'vitest';
import type { ResetRecord } from '../../src/lib/server/storage/storage.ts';
import type { Subject } from './storage-subject.ts';
import { newDocument, newInvitation, newSession, newUser, refused } from './storage-values.ts';

/** Rules of `AccountStore` about people who are removed and about links for a new password. */
export function leavingRules(subject: Subject): void {
  /** Ann, the owner, and Ben, an editor. */
  const twoPeople = async () => {
    const { accounts } = subject.storage;
    await accounts.createOwner(newUser(), { name: 'Here' });
    await accounts.createInvitation(newInvitation());
    const { role: _, ...ben } = newUser({ id: 'ben', email: 'ben@example.com', name: 'Ben' });
    return accounts.redeemInvitation('hash1', ben);
  };
  const newReset = (fields: Partial<ResetRecord> = {}): ResetRecord => ({
    ...{ tokenHash: 'reset1', userId: 'ben', createdAt: 100, expiresAt: 1000 },
    ...fields,
  });

  describe('removing people', () => {
    test('a person goes with sessions, link and invitations; name and documents stay', async () => {
      const ben = await twoPeople();
      const { accounts, documents } = subject.storage;
      await documents.create(newDocument({ author: 'ben' }));
      await accounts.createSession(newSession({ userId: 'ben' }));
      await accounts.createReset(newReset());
      await accounts.createInvitation(
        newInvitation({ id: 'two', tokenHash: 'hash2', createdBy: 'ben' }),
      );
      await accounts.removeUser('ben', 700);

      expect(await accounts.user('ben')).toBeNull();
      expect(await accounts.userByEmail(ben.email)).toBeNull();
      expect(await accounts.users()).toEqual([newUser()]);
      expect(await accounts.session('session1')).toBeNull();
      expect(await accounts.sessionsOf('ben')).toEqual([]);
      expect(await accounts.resetByToken('reset1')).toBeNull();
      expect((await accounts.invitations()).map(({ id }) => id)).toEqual(['invitation1']);
      const former = { id: 'ben', name: 'Ben', color: ben.color, removedAt: 700 };
      expect(await accounts.formerUser('ben')).toEqual(former);
      expect(await documents.get('doc')).toMatchObject({ createdBy: 'ben', updatedBy: 'ben' });
      await subject.reopen();
      expect(await subject.storage.accounts.formerUsers()).toEqual([former]);
    });

    test('who is removed is removed once, and nobody else with them', async () => {
      await twoPeople();
      const { accounts } = subject.storage;
      await accounts.createSession(newSession());
      await accounts.createReset(newReset({ userId: 'ann' }));
      await refused(accounts.removeUser('nobody', 700), 'missing');
      await accounts.removeUser('ben', 700);
      await refused(accounts.removeUser('ben', 800), 'missing');
      expect((await accounts.formerUser('ben'))?.removedAt).toBe(700);
      expect(await accounts.formerUser('ann')).toBeNull();
      expect((await accounts.session('session1'))?.user.id).toBe('ann');
      // Whoever is gone may have made it.
      expect(await accounts.resetByToken('reset1')).toBeNull();
    });

    test('no session begins for who is gone, and the email is free again', async () => {
      const ben = await twoPeople();
      const { accounts } = subject.storage;
      await accounts.removeUser('ben', 700);
      await refused(accounts.createSession(newSession({ userId: 'ben' })), 'missing');
      await refused(accounts.createReset(newReset()), 'missing');
      await accounts.createInvitation(newInvitation({ id: 'two', tokenHash: 'hash2' }));
      const again = await accounts.redeemInvitation('hash2', { ...ben, id: 'ben2' });
      expect((await accounts.userByEmail(ben.email))?.id).toBe(again.id);
      expect((await accounts.formerUsers()).map(({ id }) => id)).toEqual(['ben']);
    });
  });

  describe('links for a new password', () => {
    test('a link is found with its person, expired or not; a new one takes its place', async () => {
      const ben = await twoPeople();
      const { accounts } = subject.storage;
      await accounts.createReset(newReset({ expiresAt: 1 }));
      expect(await accounts.resetByToken('reset1')).toEqual({
        reset: newReset({ expiresAt: 1 }),
        user: ben,
      });
      await accounts.createReset(newReset({ tokenHash: 'reset2' }));
      expect(await accounts.resetByToken('reset1')).toBeNull();
      expect((await accounts.resetByToken('reset2'))?.user).toEqual(ben);
    });

    test('createReset needs a person and a token of its own', async () => {
      await twoPeople();
      const { accounts } = subject.storage;
      await refused(accounts.createReset(newReset({ userId: 'nobody' })), 'missing');
      await accounts.createReset(newReset());
      await accounts.createReset(newReset({ tokenHash: 'reset2', userId: 'ann' }));
      await refused(accounts.createReset(newReset({ userId: 'ann' })), 'taken');
      expect((await accounts.resetByToken('reset1'))?.user.id).toBe('ben');
      expect((await accounts.resetByToken('reset2'))?.user.id).toBe('ann');
    });

    test('links end with what made them: a role, an owner’s password or sessions, the person’s own password', async () => {
      await twoPeople();
      const { accounts } = subject.storage;
      const links = () =>
        Promise.all(['for ann', 'for ben'].map((each) => accounts.resetByToken(each)));
      const open = async (change: () => Promise<unknown>) => {
        await accounts.createReset(newReset({ userId: 'ann', tokenHash: 'for ann' }));
        await accounts.createReset(newReset({ userId: 'ben', tokenHash: 'for ben' }));
        await change();
        return (await links()).map((link) => link?.user.id ?? null);
      };
      const update = (id: string, change: Parameters<typeof accounts.updateUser>[1]) => () =>
        accounts.updateUser(id, change);
      const redeem = (token: string) => () =>
        accounts.redeemReset(token, { passwordHash: 'x', at: 1 });
      expect(await open(update('ben', { name: 'Benno' }))).toEqual(['ann', 'ben']);
      expect(await open(update('ben', { passwordHash: 'new' }))).toEqual(['ann', null]);
      expect(await open(redeem('for ben'))).toEqual(['ann', null]);
      expect(await open(redeem('for ann'))).toEqual([null, null]);
      expect(await open(update('ann', { passwordHash: 'new' }))).toEqual([null, null]);
      expect(await open(() => accounts.deleteSession('of ann'))).toEqual(['ann', 'ben']);
      expect(await open(() => accounts.deleteSessionsOf('ben'))).toEqual(['ann', 'ben']);
      expect(await open(() => accounts.deleteSessionsOf('ann'))).toEqual([null, null]);
      expect(await open(update('ben', { role: 'viewer' }))).toEqual([null, null]);
    });

    test('redeeming changes the password, ends the sessions of that person, and works once', async () => {
      const ben = await twoPeople();
      const { accounts } = subject.storage;
      await accounts.createSession(newSession({ id: 'a', userId: 'ben' }));
      await accounts.createSession(newSession({ id: 'b', userId: 'ben' }));
      await accounts.createSession(newSession({ id: 'c' }));
      await accounts.createReset(newReset());
      const change = { passwordHash: 'new', at: 999 };
      expect(await accounts.redeemReset('reset1', change)).toEqual({ ...ben, passwordHash: 'new' });
      expect((await accounts.user('ben'))?.passwordHash).toBe('new');
      expect(await accounts.sessionsOf('ben')).toEqual([]);
      expect(await accounts.sessionsOf('ann')).toHaveLength(1);
      await refused(accounts.redeemReset('reset1', { passwordHash: 'newer', at: 999 }), 'missing');
      expect((await accounts.user('ben'))?.passwordHash).toBe('new');
    });

    test('an unknown or expired link changes nothing', async () => {
      const ben = await twoPeople();
      const { accounts } = subject.storage;
      await accounts.createSession(newSession({ userId: 'ben' }));
      await accounts.createReset(newReset());
      await refused(accounts.redeemReset('reset1', { passwordHash: 'new', at: 1000 }), 'missing');
      await refused(accounts.redeemReset('other', { passwordHash: 'new', at: 1 }), 'missing');
      expect(await accounts.user('ben')).toEqual(ben);
      expect(await accounts.sessionsOf('ben')).toHaveLength(1);
    });

    test('of many who redeem at once, one does', async () => {
      await twoPeople();
      const { accounts } = subject.storage;
      await accounts.createReset(newReset());
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          accounts.redeemReset('reset1', { passwordHash: `new${i}`, at: 500 }),
        ),
      );
      const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
      expect(won).toHaveLength(1);
      expect((await accounts.user('ben'))?.passwordHash).toBe(`new${won[0]}`);
    });
  });
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../logger.ts';
import { createMemoryStorage } from '../storage/memory.ts';
import { Accounts, type SessionUser } from './accounts.ts';
import { Passwords } from './password.ts';
import { hashToken } from './session.ts';

const HOUR = 60 * 60_000;
const START = Date.UTC(2026, 0, 1);
const PASSWORD = 'four walking trees';
const NEXT = 'five walking trees';
const OWNER = { workspace: 'Fellside', name: 'Ada', email: 'ada@example.com', password: PASSWORD };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Ada, the owner, and Grace, an editor. */
async function twoPeople() {
  const storage = createMemoryStorage();
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', format: 'json', write: (line) => log.push(line) });
  const passwords = new Passwords({ cost: { memory: 64, passes: 1, parallelism: 1 } });
  const config = { host: '127.0.0.1', origin: null, trustProxy: 0 };
  const accounts = new Accounts({ storage, config, logger, passwords });
  const events: unknown[] = [];
  const ada = await accounts.setup(OWNER);
  const join = async (name: string, role = 'editor') => {
    const invitation = { role, note: '', uses: 1, days: 1 };
    const { token } = await accounts.invite(ada.user, invitation);
    const email = `${name.toLowerCase()}@example.com`;
    return accounts.signup(token, { name, email, password: PASSWORD });
  };
  const grace = await join('Grace');
  accounts.on('roleChanged', (id, role) => events.push([id, role]));
  const login = (email: string, password = PASSWORD) =>
    accounts.login({ email, password, address: '192.0.2.1' });
  return { accounts, storage, passwords, log, events, ada, grace, join, login };
}

/** Does something once, right after the next password was found to be right. */
function duringVerify<T>(passwords: Passwords, run: () => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const verify = passwords.verify.bind(passwords);
  vi.spyOn(passwords, 'verify').mockImplementationOnce(async (...given) => {
    const correct = await verify(...given);
    await run().then(resolve, reject);
    return correct;
  });
  return promise;
}

// ── Forgotten passwords ──────────────────────────────────────────────────────

test('a link lets its person choose a new password, and ends every session', async () => {
  const { accounts, ada, grace, login, events } = await twoPeople();
  const second = await login('grace@example.com');
  for (const { token } of [grace, second]) await accounts.authenticate(token);
  const { token, name } = await accounts.offerReset(ada.user, grace.user.id);
  expect([name, token]).toEqual(['Grace', expect.stringMatching(/^[\w-]{43}$/)]);
  const offer = { name: 'Grace', email: 'grace@example.com', workspace: 'Fellside' };
  expect(await accounts.reset(token)).toEqual(offer);
  // Until it is used, nothing changes.
  expect(await accounts.authenticate(grace.token)).not.toBeNull();

  const signed = await accounts.resetPassword(token, NEXT);
  expect(signed.user).toEqual(grace.user);
  expect(events).toEqual([[grace.user.id, null]]);
  for (const each of [grace, second]) expect(await accounts.authenticate(each.token)).toBeNull();
  expect((await accounts.authenticate(signed.token))?.user.id).toBe(grace.user.id);
  expect(await accounts.authenticate(ada.token)).not.toBeNull();
  await expect(login('grace@example.com')).rejects.toMatchObject({ code: 'bad_credentials' });
  await expect(login('grace@example.com', NEXT)).resolves.toBeDefined();
});

test('a link works once, also if two use it at the same moment', async () => {
  const { accounts, ada, grace, login } = await twoPeople();
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  const tries = ['one walking tree', 'two walking trees'];
  const results = await Promise.allSettled(
    tries.map((each) => accounts.resetPassword(token, each)),
  );
  const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
  expect(won).toHaveLength(1);
  for (const each of results)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'not_found' });
  await expect(login('grace@example.com', tries[won[0] ?? 0])).resolves.toBeDefined();
  expect(await accounts.reset(token)).toBeNull();
});

test('a link that is expired, replaced, unknown or misshapen opens nothing', async () => {
  const { accounts, passwords, ada, grace, join } = await twoPeople();
  const joan = await join('Joan');
  const removed = await accounts.offerReset(ada.user, joan.user.id);
  await accounts.removePerson(ada.user, joan.user.id);
  const replaced = await accounts.offerReset(ada.user, grace.user.id);
  const expired = await accounts.offerReset(ada.user, grace.user.id);
  vi.setSystemTime(START + 24 * HOUR - 1);
  expect(await accounts.reset(expired.token)).not.toBeNull();
  expect(await accounts.reset(removed.token)).toBeNull();
  vi.setSystemTime(START + 24 * HOUR);
  const hash = vi.spyOn(passwords, 'hash');
  const wrong = [replaced.token, expired.token, removed.token, 'a'.repeat(43), '', '../x'];
  for (const token of [...wrong, hashToken(expired.token)]) {
    expect(await accounts.reset(token)).toBeNull();
    await expect(accounts.resetPassword(token, NEXT)).rejects.toMatchObject({ code: 'not_found' });
  }
  // Strangers cannot make the server work.
  expect(hash).not.toHaveBeenCalled();
});

test('a password that will not do leaves the link as it is', async () => {
  const { accounts, ada, grace } = await twoPeople();
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  for (const wrong of ['short', 'grace@example.com']) {
    const refused = { code: 'bad_request', field: 'password' };
    await expect(accounts.resetPassword(token, wrong)).rejects.toMatchObject(refused);
  }
  await expect(accounts.resetPassword(token, NEXT)).resolves.toBeDefined();
});

test('of a link only the hash is kept, and nothing of it is in the log', async () => {
  const { accounts, storage, log, ada, grace } = await twoPeople();
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  const kept = await storage.accounts.resetByToken(hashToken(token));
  expect(kept?.reset.tokenHash).toBe(hashToken(token));
  await accounts.resetPassword(token, NEXT);
  for (const secret of [token, hashToken(token), NEXT]) expect(log.join()).not.toContain(secret);
});

test('a link gets past the throttle, which guessing from everywhere keeps closed', async () => {
  const { accounts, ada, grace } = await twoPeople();
  const guess = (i: number) =>
    accounts.login({ email: 'grace@example.com', password: 'wrong', address: `198.51.100.${i}` });
  await Promise.allSettled(Array.from({ length: 9 }, (_, i) => guess(i)));
  await expect(guess(99)).rejects.toMatchObject({ code: 'rate_limited' });
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  await expect(accounts.resetPassword(token, NEXT)).resolves.toBeDefined();
});

test('who logs out everywhere ends the links that a thief may have made', async () => {
  const { accounts, ada, grace } = await twoPeople();
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  await accounts.logoutEverywhere(grace.user.id);
  expect(await accounts.reset(token)).not.toBeNull();
  await accounts.logoutEverywhere(ada.user.id);
  expect(await accounts.reset(token)).toBeNull();
});

test('a login that was under way while a link was used does not outlive it', async () => {
  const { accounts, storage, passwords, ada, grace, login } = await twoPeople();
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  const late = duringVerify(passwords, () => accounts.resetPassword(token, NEXT));
  await expect(login('grace@example.com')).rejects.toMatchObject({ code: 'bad_credentials' });
  const { token: current } = await late;
  const sessions = await storage.accounts.sessionsOf(grace.user.id);
  expect(sessions.map(({ id }) => id)).toEqual([hashToken(current)]);
});

test('a change of the password that was under way while a link was used does not undo it', async () => {
  const { accounts, passwords, ada, grace, login } = await twoPeople();
  const { token } = await accounts.offerReset(ada.user, grace.user.id);
  const late = duringVerify(passwords, () => accounts.resetPassword(token, NEXT));
  const change = accounts.changePassword(grace.user, { current: PASSWORD, next: 'six old trees' });
  await expect(change).rejects.toMatchObject({ code: 'bad_credentials' });
  await late;
  await login('grace@example.com', NEXT);
});

test('two logins that both renew the hash both succeed', async () => {
  const { storage, passwords, grace, login } = await twoPeople();
  const weak = new Passwords({ cost: { memory: 32, passes: 1, parallelism: 1 } });
  await storage.accounts.updateUser(grace.user.id, { passwordHash: await weak.hash(PASSWORD) });
  const first = duringVerify(passwords, () => login('grace@example.com'));
  await login('grace@example.com');
  await first;
});

// ── Removing people ──────────────────────────────────────────────────────────

test('who is removed is signed out at once and cannot come back', async () => {
  const { accounts, ada, grace, login, events } = await twoPeople();
  const second = await login('grace@example.com');
  for (const { token } of [grace, second]) await accounts.authenticate(token);
  expect(await accounts.removePerson(ada.user, grace.user.id)).toBe('Grace');
  expect(events).toEqual([[grace.user.id, null]]);
  for (const { token } of [grace, second]) expect(await accounts.authenticate(token)).toBeNull();
  await expect(login('grace@example.com')).rejects.toMatchObject({ code: 'bad_credentials' });
  expect(await accounts.people(ada.user)).toEqual([ada.user]);
  await expect(accounts.removePerson(ada.user, grace.user.id)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('the invitations of an owner who is removed let nobody in', async () => {
  const { accounts, ada, grace } = await twoPeople();
  await accounts.changeRole(ada.user, grace.user.id, 'owner');
  const second: SessionUser = { ...grace.user, role: 'owner' };
  const back = await accounts.invite(second, { role: 'editor', note: '', uses: 9, days: 9 });
  await accounts.removePerson(ada.user, grace.user.id);
  expect(await accounts.invitation(back.token)).toBeNull();
  await expect(
    accounts.signup(back.token, { name: 'Grace', email: 'g@example.com', password: PASSWORD }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('no open invitation lets somebody back in who is removed, if it is withdrawn with them', async () => {
  const { accounts, ada, grace, join } = await twoPeople();
  const invitation = { role: 'editor', note: '', uses: 9, days: 9 };
  const { token } = await accounts.invite(ada.user, invitation);
  await accounts.removePerson(ada.user, (await join('Mary')).user.id);
  expect(await accounts.invitation(token)).not.toBeNull();
  await accounts.removePerson(ada.user, grace.user.id, true);
  expect(await accounts.invitation(token)).toBeNull();
  const states = (await accounts.invitations(ada.user)).map(({ state }) => state);
  expect(states.sort()).toEqual(['revoked', 'used', 'used']);
});

test('somebody who was removed can be invited again, as somebody new', async () => {
  const { accounts, ada, grace, join } = await twoPeople();
  await accounts.removePerson(ada.user, grace.user.id);
  const again = await join('Grace', 'viewer');
  expect(again.user).toMatchObject({ email: 'grace@example.com', role: 'viewer' });
  expect(again.user.id).not.toBe(grace.user.id);
});

test('there always is an owner: nobody removes themselves, and two do not remove each other', async () => {
  const { accounts, storage, ada, grace } = await twoPeople();
  const conflict = { code: 'conflict' };
  await expect(accounts.removePerson(ada.user, ada.user.id)).rejects.toMatchObject(conflict);
  await accounts.changeRole(ada.user, grace.user.id, 'owner');
  const second: SessionUser = { ...grace.user, role: 'owner' };
  await expect(accounts.removePerson(ada.user, ada.user.id)).rejects.toMatchObject(conflict);
  const results = await Promise.allSettled([
    accounts.removePerson(ada.user, second.id),
    accounts.removePerson(second, ada.user.id),
    accounts.changeRole(ada.user, ada.user.id, 'editor'),
  ]);
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'forbidden' } },
    { status: 'rejected', reason: conflict },
  ]);
  expect(await storage.accounts.users()).toMatchObject([{ id: ada.user.id, role: 'owner' }]);
});

test.each(['editor', 'viewer'])(
  'a person with the role %s resets and removes nobody',
  async (role) => {
    const { accounts, ada, grace, join } = await twoPeople();
    const { user } = await join('Joan', role);
    const forbidden = { code: 'forbidden', status: 403 };
    for (const id of [ada.user.id, grace.user.id, user.id, 'nobody']) {
      await expect(accounts.offerReset(user, id)).rejects.toMatchObject(forbidden);
      await expect(accounts.removePerson(user, id)).rejects.toMatchObject(forbidden);
    }
    // Nor with a role that they had a moment ago.
    const former: SessionUser = { ...user, role: 'owner' };
    await expect(accounts.offerReset(former, grace.user.id)).rejects.toMatchObject(forbidden);
    await expect(accounts.removePerson(former, grace.user.id)).rejects.toMatchObject(forbidden);
  },
);

test('a link is for somebody else who is here', async () => {
  const { accounts, ada } = await twoPeople();
  const { user } = ada;
  await expect(accounts.offerReset(user, user.id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(accounts.offerReset(user, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
});

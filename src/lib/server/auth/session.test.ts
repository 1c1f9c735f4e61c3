import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStorage } from '../storage/memory.ts';
import type { AccountStore, UserRecord } from '../storage/storage.ts';
import { Sessions, hashToken } from './session.ts';

const DAY = 24 * 60 * 60_000;
const START = Date.UTC(2026, 0, 1);

const ada: UserRecord = {
  id: 'u1',
  email: 'ada@example.com',
  name: 'Ada',
  color: 1,
  role: 'owner',
  passwordHash: 'x',
  createdAt: START,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sessions over a storage whose calls are counted, and can be held back. */
async function setUp() {
  const { accounts } = createMemoryStorage();
  await accounts.createOwner(ada, { name: 'Workspace' });
  const calls = { session: 0 };
  let hold: Promise<void> | null = null;
  const store: AccountStore = {
    ...accounts,
    session: async (id) => {
      calls.session++;
      const found = await accounts.session(id);
      await hold;
      return found;
    },
  };
  /** Reads that begin from now on end when the answer is called. */
  const holdReads = () => {
    let release = () => undefined as void;
    hold = new Promise((resolve) => {
      release = () => {
        hold = null;
        resolve();
      };
    });
    return release;
  };
  return { sessions: new Sessions(store), accounts, calls, holdReads };
}

test('the storage holds the hash of a token, never the token', async () => {
  const { sessions, accounts } = await setUp();
  const { token, session } = await sessions.create('u1');
  const stored = await accounts.sessionsOf('u1');
  expect(stored).toEqual([
    { id: hashToken(token), userId: 'u1', createdAt: START, expiresAt: START + 30 * DAY },
  ]);
  expect(session.id).toBe(hashToken(token));
  expect(JSON.stringify(stored)).not.toContain(token);
  expect(token).toMatch(/^[a-z2-7]{40}$/);
});

test('a stored id is no token', async () => {
  const { sessions } = await setUp();
  const { session } = await sessions.create('u1');
  expect(await sessions.validate(session.id)).toBeNull();
});

test('knows its own token and no other', async () => {
  const { sessions, calls } = await setUp();
  const { token, session } = await sessions.create('u1');
  expect(await sessions.validate(token)).toMatchObject({ user: ada, session: { id: session.id } });
  expect(await sessions.validate('a'.repeat(40))).toBeNull();
  calls.session = 0;
  for (const nonsense of ['', 'x', `${token} `, token.toUpperCase(), 'a'.repeat(10_000)]) {
    expect(await sessions.validate(nonsense)).toBeNull();
  }
  expect(calls.session).toBe(0);
});

test('hot requests do not touch the storage, but not for longer than seconds', async () => {
  const { sessions, calls } = await setUp();
  const { token } = await sessions.create('u1');
  for (let i = 0; i < 100; i++) expect(await sessions.validate(token)).not.toBeNull();
  expect(calls.session).toBe(1);
  vi.setSystemTime(START + 6000);
  await sessions.validate(token);
  expect(calls.session).toBe(2);
});

test('an expired session is refused and removed, cached or not', async () => {
  const { sessions, accounts } = await setUp();
  const { token } = await sessions.create('u1');
  vi.setSystemTime(START + 30 * DAY);
  expect(await sessions.validate(token)).toBeNull();
  expect(await accounts.sessionsOf('u1')).toEqual([]);
});

test('the expiry slides while the session is used', async () => {
  const { sessions, accounts } = await setUp();
  const { token } = await sessions.create('u1');
  vi.setSystemTime(START + 14 * DAY);
  expect((await sessions.validate(token))?.session).toMatchObject({
    fresh: false,
    expiresAt: START + 30 * DAY,
  });
  vi.setSystemTime(START + 16 * DAY);
  expect((await sessions.validate(token))?.session).toMatchObject({
    fresh: true,
    expiresAt: START + 46 * DAY,
  });
  expect((await sessions.validate(token))?.session.fresh).toBe(false);
  expect((await accounts.sessionsOf('u1'))[0]?.expiresAt).toBe(START + 46 * DAY);
  vi.setSystemTime(START + 45 * DAY);
  expect(await sessions.validate(token)).not.toBeNull();
});

test('an ended session is refused at once, although it was cached', async () => {
  const { sessions } = await setUp();
  const { token, session } = await sessions.create('u1');
  const other = await sessions.create('u1');
  await sessions.validate(token);
  await sessions.end(session.id);
  expect(await sessions.validate(token)).toBeNull();
  expect(await sessions.validate(other.token)).not.toBeNull();
});

test('a session that is ended while it is being read stays ended', async () => {
  const { sessions, holdReads } = await setUp();
  const { token, session } = await sessions.create('u1');
  const release = holdReads();
  const reading = sessions.validate(token);
  await sessions.end(session.id);
  release();
  expect(await reading).toBeNull();
  expect(await sessions.validate(token)).toBeNull();
});

test('a session that is ended just when its expiry slides stays ended', async () => {
  const { sessions, accounts, holdReads } = await setUp();
  const { token, session } = await sessions.create('u1');
  vi.setSystemTime(START + 20 * DAY);
  const release = holdReads();
  const reading = sessions.validate(token);
  await sessions.end(session.id);
  release();
  expect(await reading).toBeNull();
  expect(await accounts.sessionsOf('u1')).toEqual([]);
});

test('all sessions of a person end, those of others do not', async () => {
  const { sessions, accounts } = await setUp();
  const mine = await Promise.all([sessions.create('u1'), sessions.create('u1')]);
  await accounts.createInvitation({
    id: 'i1',
    tokenHash: 'h',
    role: 'editor',
    note: '',
    createdBy: 'u1',
    createdAt: START,
    expiresAt: START + DAY,
    usesLeft: 1,
    revokedAt: null,
  });
  await accounts.redeemInvitation('h', { ...ada, id: 'u2', email: 'grace@example.com' });
  const hers = await sessions.create('u2');
  for (const { token } of [...mine, hers]) await sessions.validate(token);

  expect((await sessions.endAll('u1')).toSorted()).toEqual(
    mine.map((each) => each.session.id).toSorted(),
  );
  for (const { token } of mine) expect(await sessions.validate(token)).toBeNull();
  expect(await sessions.validate(hers.token)).not.toBeNull();
  expect(await accounts.sessionsOf('u1')).toEqual([]);
});

test('all but one', async () => {
  const { sessions } = await setUp();
  const [kept, other] = await Promise.all([sessions.create('u1'), sessions.create('u1')]);
  expect(await sessions.endAll('u1', kept.session.id)).toEqual([other.session.id]);
  expect(await sessions.validate(kept.token)).not.toBeNull();
  expect(await sessions.validate(other.token)).toBeNull();
});

test('a changed person is read anew', async () => {
  const { sessions, accounts } = await setUp();
  const { token } = await sessions.create('u1');
  await sessions.validate(token);
  await accounts.updateUser('u1', { role: 'viewer' });
  expect((await sessions.validate(token))?.user.role).toBe('owner');
  sessions.forgetUser('u1');
  expect((await sessions.validate(token))?.user.role).toBe('viewer');
});

test('a storage that fails is a failure, not a missing session', async () => {
  const storage = createMemoryStorage();
  await storage.accounts.createOwner(ada, { name: 'Workspace' });
  const sessions = new Sessions(storage.accounts);
  const { token } = await sessions.create('u1');
  await storage.close();
  await expect(sessions.validate(token)).rejects.toMatchObject({ code: 'unavailable' });
});

test('removes expired sessions from the storage', async () => {
  const { sessions, accounts } = await setUp();
  await sessions.create('u1');
  vi.setSystemTime(START + 10 * DAY);
  const young = await sessions.create('u1');
  vi.setSystemTime(START + 31 * DAY);
  await sessions.deleteExpired();
  expect((await accounts.sessionsOf('u1')).map((each) => each.id)).toEqual([young.session.id]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../logger.ts';
import { createMemoryStorage } from '../storage/memory.ts';
import type { Storage, UserRecord } from '../storage/storage.ts';
import { Accounts, type SessionUser, type Signed } from './accounts.ts';
import { Passwords } from './password.ts';
import { hashToken } from './session.ts';

const DAY = 24 * 60 * 60_000;
const START = Date.UTC(2026, 0, 1);
const PASSWORD = 'four walking trees';
const ADDRESS = '192.0.2.1';
const CONFIG = { host: '127.0.0.1', origin: null, trustProxy: 0 };

const OWNER = { workspace: 'Fellside', name: 'Ada', email: 'ada@example.com', password: PASSWORD };
const GRACE = { name: 'Grace', email: 'grace@example.com', password: PASSWORD };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(options: { storage?: Storage; passwords?: Passwords } = {}) {
  const storage = options.storage ?? createMemoryStorage();
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', format: 'json', write: (line) => log.push(line) });
  const passwords =
    options.passwords ?? new Passwords({ cost: { memory: 64, passes: 1, parallelism: 1 } });
  const accounts = new Accounts({ storage, config: CONFIG, logger, passwords });
  const events: unknown[] = [];
  accounts.on('sessionEnded', (id) => events.push(['sessionEnded', id]));
  accounts.on('roleChanged', (id, role) => events.push(['roleChanged', id, role]));
  return { accounts, storage, passwords, log, events };
}

async function withOwner() {
  const parts = setUp();
  const owner = await parts.accounts.setup(OWNER);
  const invite = async (
    change: Partial<{ role: string; note: string; uses: number; days: number }> = {},
  ) => parts.accounts.invite(owner.user, { role: 'editor', note: '', uses: 1, days: 7, ...change });
  const join = async (name: string, role = 'editor'): Promise<Signed> =>
    parts.accounts.signup((await invite({ role })).token, {
      ...GRACE,
      name,
      email: `${name.toLowerCase()}@example.com`,
    });
  const login = (change: Partial<{ email: string; password: string; address: string }> = {}) =>
    parts.accounts.login({ email: OWNER.email, password: PASSWORD, address: ADDRESS, ...change });
  return { ...parts, owner, invite, join, login };
}

// ── The first owner ──────────────────────────────────────────────────────────

test('the first person makes the workspace and owns it', async () => {
  const { accounts } = setUp();
  expect(await accounts.needsSetup()).toBe(true);
  expect(await accounts.workspace()).toBeNull();
  const { user, token, expiresAt } = await accounts.setup({
    ...OWNER,
    name: '  Ada ',
    email: 'Ada@Example.com',
  });
  expect(user).toEqual({
    id: user.id,
    email: 'ada@example.com',
    name: 'Ada',
    color: 1,
    role: 'owner',
  });
  expect(expiresAt).toBe(START + 30 * DAY);
  expect(await accounts.needsSetup()).toBe(false);
  expect(await accounts.workspace()).toEqual({ name: 'Fellside' });
  expect((await accounts.authenticate(token))?.user).toEqual(user);
});

test('there is one first owner, also if several ask at once', async () => {
  const { accounts, storage } = setUp();
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => accounts.setup({ ...OWNER, email: `ada${i}@example.com` })),
  );
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  for (const each of results)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' });
  expect(await storage.accounts.users()).toHaveLength(1);
  await expect(accounts.setup(OWNER)).rejects.toMatchObject({ code: 'conflict' });
});

test.each([
  ['workspace', { workspace: ' ' }],
  ['name', { name: '' }],
  ['email', { email: 'ada' }],
  ['password', { password: 'short' }],
  ['password', { password: 'ada@example.com' }],
])('a wrong %s names its field and makes nothing', async (field, change) => {
  const { accounts } = setUp();
  await expect(accounts.setup({ ...OWNER, ...change })).rejects.toMatchObject({
    name: 'ProblemError',
    code: 'bad_request',
    field,
  });
  expect(await accounts.needsSetup()).toBe(true);
});

test('an unattended start makes the owner once', async () => {
  const { accounts, storage } = setUp();
  await accounts.ensureOwner({ owner: null });
  expect(await accounts.needsSetup()).toBe(true);
  const owner = { email: 'ada@example.com', password: PASSWORD };
  await Promise.all([accounts.ensureOwner({ owner }), accounts.ensureOwner({ owner })]);
  const { user } = await accounts.login({ ...owner, address: ADDRESS });
  expect(user).toMatchObject({ role: 'owner', name: 'ada' });
  await accounts.ensureOwner({
    owner: { email: 'eve@example.com', password: 'quite another one' },
  });
  expect((await storage.accounts.users()).map((each) => each.email)).toEqual(['ada@example.com']);
  // Only the login above: the account itself came without a session.
  expect(await storage.accounts.sessionsOf(user.id)).toHaveLength(1);
});

// ── Signing in ───────────────────────────────────────────────────────────────

test('signs in with email and password, however the email is written', async () => {
  const { accounts, owner, login } = await withOwner();
  const signed = await login({ email: ' ADA@example.COM ' });
  expect(signed.user).toEqual(owner.user);
  expect(signed.token).not.toBe(owner.token);
  expect((await accounts.authenticate(signed.token))?.session.id).toBe(hashToken(signed.token));
});

test('nothing that is stored or logged opens a session', async () => {
  const { accounts, storage, owner, invite, login, log } = await withOwner();
  const signed = await login();
  const { token } = await invite();
  await accounts.signup(token, GRACE);
  await login({ password: 'wrong wrong wrong' }).catch(() => undefined);
  const users = await storage.accounts.users();
  const stored = JSON.stringify([
    users,
    await Promise.all(users.map((each) => storage.accounts.sessionsOf(each.id))),
    await storage.accounts.invitations(),
    log,
  ]);
  for (const secret of [owner.token, signed.token, token, PASSWORD, 'wrong wrong wrong']) {
    expect(stored).not.toContain(secret);
  }
  expect(stored).toContain(hashToken(signed.token));
});

test('a wrong password and an unknown email get the same answer, after the same work', async () => {
  const { accounts, passwords, login } = await withOwner();
  const verify = vi.spyOn(passwords, 'verify');
  const answer = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );
  const wrong = await answer(login({ password: 'wrong wrong wrong' }));
  const unknown = await answer(login({ email: 'nobody@example.com' }));
  expect(wrong).toMatchObject({ code: 'bad_credentials', status: 401 });
  expect({ ...(unknown as object) }).toEqual({ ...(wrong as object) });
  // Once each, and each computes a hash of the standard cost (password.test.ts).
  expect(verify.mock.calls.map(([stored]) => stored === null)).toEqual([false, true]);
  expect(accounts).toBeDefined();
});

test('guessing one account from many addresses is slowed down, and the right password waits too', async () => {
  const { login } = await withOwner();
  for (let i = 0; i < 5; i++) {
    await expect(
      login({ password: 'wrong wrong wrong', address: `192.0.2.${i}` }),
    ).rejects.toMatchObject({
      code: 'bad_credentials',
    });
  }
  await expect(login({ address: '192.0.2.99' })).rejects.toMatchObject({
    code: 'rate_limited',
    status: 429,
    retryAfter: 1,
    detail: 'Too many attempts. Wait 1 second, then try again.',
  });
  vi.setSystemTime(START + 1000);
  await expect(login({ address: '192.0.2.99' })).resolves.toBeDefined();
  // Success frees the account.
  await expect(login({ password: 'wrong wrong wrong' })).rejects.toMatchObject({
    code: 'bad_credentials',
  });
});

test('guessing an unknown email is slowed down alike, so that it does not show', async () => {
  const { login } = await withOwner();
  const codes = [];
  for (let i = 0; i < 6; i++) {
    codes.push(
      await login({ email: 'nobody@example.com' }).catch((error: { code: string }) => error.code),
    );
  }
  expect(codes).toEqual([...Array<string>(5).fill('bad_credentials'), 'rate_limited']);
});

test('one address that tries many accounts is slowed down', async () => {
  const { login } = await withOwner();
  for (let i = 0; i < 30; i++) {
    await expect(login({ email: `user${i}@example.com` })).rejects.toMatchObject({
      code: 'bad_credentials',
    });
  }
  await expect(login()).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(login({ address: '198.51.100.1' })).resolves.toBeDefined();
});

test('many guesses at once are not more guesses', async () => {
  const { login } = await withOwner();
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      login({ password: 'wrong wrong wrong', address: `10.0.0.${i}` }),
    ),
  );
  const codes = results.map((each) =>
    each.status === 'rejected' ? (each.reason as { code: string }).code : 'in',
  );
  expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(5);
  expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(35);
});

test('a hash of another strength is made anew at the next login', async () => {
  const { storage } = await withOwner();
  const [before] = (await storage.accounts.users()) as [UserRecord];
  const stronger = new Passwords({ cost: { memory: 128, passes: 2, parallelism: 1 } });
  const { accounts } = setUp({ storage, passwords: stronger });
  await accounts.login({ email: OWNER.email, password: PASSWORD, address: ADDRESS });
  const [after] = (await storage.accounts.users()) as [UserRecord];
  expect(before.passwordHash).toContain('m=64,t=1');
  expect(after.passwordHash).toContain('m=128,t=2');
  await expect(
    accounts.login({ email: OWNER.email, password: PASSWORD, address: ADDRESS }),
  ).resolves.toBeDefined();
});

test('while the storage is away nobody is signed out, and no attempt counts', async () => {
  const { accounts, storage, owner, login } = await withOwner();
  await storage.close();
  for (let i = 0; i < 10; i++) {
    await expect(login()).rejects.toMatchObject({ code: 'storage_unavailable', status: 503 });
  }
  await expect(accounts.authenticate(owner.token)).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
});

// ── Ending sessions ──────────────────────────────────────────────────────────

test('logout ends one session at once and says so', async () => {
  const { accounts, owner, login, events } = await withOwner();
  const other = await login();
  expect(await accounts.authenticate(other.token)).not.toBeNull();
  await accounts.logout(hashToken(other.token));
  expect(events).toEqual([['sessionEnded', hashToken(other.token)]]);
  expect(await accounts.authenticate(other.token)).toBeNull();
  expect(await accounts.authenticate(owner.token)).not.toBeNull();
});

test('logging out everywhere ends every session at once, cached ones too', async () => {
  const { accounts, owner, login, join, events } = await withOwner();
  const tokens = [owner.token, (await login()).token, (await login()).token];
  const grace = await join('Grace');
  for (const token of [...tokens, grace.token])
    expect(await accounts.authenticate(token)).not.toBeNull();
  await accounts.logoutEverywhere(owner.user.id);
  for (const token of tokens) expect(await accounts.authenticate(token)).toBeNull();
  expect(await accounts.authenticate(grace.token)).not.toBeNull();
  expect(new Set(events.map(String))).toEqual(
    new Set(tokens.map((token) => `sessionEnded,${hashToken(token)}`)),
  );
});

test('a new password ends the other sessions and not this one', async () => {
  const { accounts, owner, login, events } = await withOwner();
  const other = await login();
  const next = 'five walking trees';
  await accounts.changePassword(owner.user, { current: PASSWORD, next }, hashToken(owner.token));
  expect(await accounts.authenticate(owner.token)).not.toBeNull();
  expect(await accounts.authenticate(other.token)).toBeNull();
  expect(events).toEqual([['sessionEnded', hashToken(other.token)]]);
  await expect(login()).rejects.toMatchObject({ code: 'bad_credentials' });
  await expect(login({ password: next })).resolves.toBeDefined();
});

test('a new password needs the current one, which cannot be guessed here either', async () => {
  const { accounts, owner } = await withOwner();
  const change = (current: string, next = 'five walking trees') =>
    accounts.changePassword(owner.user, { current, next });
  await expect(change(PASSWORD, 'short')).rejects.toMatchObject({
    code: 'bad_request',
    field: 'next',
  });
  for (let i = 0; i < 5; i++) {
    await expect(change('wrong wrong wrong')).rejects.toMatchObject({
      code: 'bad_credentials',
      field: 'current',
    });
  }
  await expect(change(PASSWORD)).rejects.toMatchObject({ code: 'rate_limited' });
  vi.setSystemTime(START + 60_000);
  await expect(change(PASSWORD)).resolves.toBeUndefined();
});

// ── Invitations ──────────────────────────────────────────────────────────────

test('an invitation lets somebody in with its role', async () => {
  const { accounts, invite } = await withOwner();
  const { token } = await invite({ role: 'viewer', note: ' the  board ' });
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await accounts.invitation(token)).toEqual({
    role: 'viewer',
    workspace: 'Fellside',
    invitedBy: 'Ada',
  });
  const { user, token: session } = await accounts.signup(token, GRACE);
  expect(user).toMatchObject({
    name: 'Grace',
    email: 'grace@example.com',
    role: 'viewer',
    color: 6,
  });
  expect((await accounts.authenticate(session))?.user).toEqual(user);
});

test('the list shows what became of each, and no secret', async () => {
  const { accounts, owner, invite } = await withOwner();
  const used = await invite({ note: 'used' });
  await accounts.signup(used.token, GRACE);
  vi.setSystemTime(START + 1);
  await invite({ note: 'expired', days: 1 });
  vi.setSystemTime(START + 2 * DAY);
  await accounts.revokeInvitation(owner.user, (await invite({ note: 'revoked' })).id);
  vi.setSystemTime(START + 2 * DAY + 1);
  await invite({ note: 'open', uses: 3 });
  const list = await accounts.invitations(owner.user);
  expect(list.map(({ note, state, usesLeft }) => [note, state, usesLeft])).toEqual([
    ['open', 'open', 3],
    ['revoked', 'revoked', 1],
    ['expired', 'expired', 1],
    ['used', 'used', 0],
  ]);
  expect(JSON.stringify(list)).not.toContain(hashToken(used.token));
});

test('a link for one lets in one, also if several come at once', async () => {
  const { accounts, storage, invite } = await withOwner();
  const { token } = await invite();
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, (_, i) =>
      accounts.signup(token, { ...GRACE, email: `g${i}@example.com` }),
    ),
  );
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  for (const each of results)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'not_found' });
  expect(await storage.accounts.users()).toHaveLength(2);
  expect(await accounts.invitation(token)).toBeNull();
});

test('a link that is withdrawn while somebody fills in the form lets nobody in', async () => {
  const { accounts, storage, passwords, owner, invite } = await withOwner();
  const { token, id } = await invite();
  const hash = passwords.hash.bind(passwords);
  vi.spyOn(passwords, 'hash').mockImplementationOnce(async (password) => {
    await accounts.revokeInvitation(owner.user, id);
    return hash(password);
  });
  await expect(accounts.signup(token, GRACE)).rejects.toMatchObject({
    code: 'not_found',
    detail: 'This invitation no longer works. Ask whoever sent it for a new one.',
  });
  expect(await storage.accounts.users()).toHaveLength(1);
});

test('an expired, unknown or misshapen link lets nobody in', async () => {
  const { accounts, passwords, invite } = await withOwner();
  const { token } = await invite({ days: 1 });
  vi.setSystemTime(START + DAY);
  const hash = vi.spyOn(passwords, 'hash');
  for (const each of [token, 'a'.repeat(43), '', hashToken(token), `${token}x`]) {
    expect(await accounts.invitation(each)).toBeNull();
    await expect(accounts.signup(each, GRACE)).rejects.toMatchObject({ code: 'not_found' });
  }
  // Strangers cannot make the server work.
  expect(hash).not.toHaveBeenCalled();
});

test('an email is taken once, and the link is not used up by it', async () => {
  const { accounts, invite } = await withOwner();
  const { token } = await invite();
  await expect(accounts.signup(token, { ...GRACE, email: OWNER.email })).rejects.toMatchObject({
    code: 'conflict',
    field: 'email',
  });
  await expect(accounts.signup(token, GRACE)).resolves.toBeDefined();
});

test.each([
  ['role', { role: 'owner' }],
  ['role', { role: '' }],
  ['uses', { uses: 0 }],
  ['uses', { uses: 101 }],
  ['uses', { uses: Number.NaN }],
  ['days', { days: 1.5 }],
  ['days', { days: 91 }],
  ['note', { note: 'x'.repeat(201) }],
])('an invitation with a wrong %s is refused', async (field, change) => {
  const { invite } = await withOwner();
  await expect(invite(change)).rejects.toMatchObject({ code: 'bad_request', field });
});

// ── People ───────────────────────────────────────────────────────────────────

test('everybody sees who is there, nobody sees a hash', async () => {
  const { accounts, owner, join } = await withOwner();
  vi.setSystemTime(START + 1);
  const grace = await join('Grace', 'viewer');
  expect(await accounts.people(grace.user)).toEqual([owner.user, grace.user]);
});

test('a role changes at once and says so', async () => {
  const { accounts, owner, join, events } = await withOwner();
  const grace = await join('Grace');
  await accounts.authenticate(grace.token);
  await accounts.changeRole(owner.user, grace.user.id, 'viewer');
  expect(events).toEqual([['roleChanged', grace.user.id, 'viewer']]);
  expect((await accounts.authenticate(grace.token))?.user.role).toBe('viewer');
  await accounts.changeRole(owner.user, grace.user.id, 'viewer');
  expect(events).toHaveLength(1);
});

test('there always is an owner, also if two demote each other at once', async () => {
  const { accounts, storage, owner, join } = await withOwner();
  await expect(accounts.changeRole(owner.user, owner.user.id, 'editor')).rejects.toMatchObject({
    code: 'conflict',
  });
  const grace = await join('Grace');
  await accounts.changeRole(owner.user, grace.user.id, 'owner');
  const second: SessionUser = { ...grace.user, role: 'owner' };
  const results = await Promise.allSettled([
    accounts.changeRole(owner.user, second.id, 'editor'),
    accounts.changeRole(second, owner.user.id, 'editor'),
  ]);
  expect(results.map((each) => each.status)).toEqual(['fulfilled', 'rejected']);
  expect((await storage.accounts.users()).filter((each) => each.role === 'owner')).toHaveLength(1);
  await accounts.changeRole(owner.user, second.id, 'owner');
  await expect(
    Promise.allSettled([
      accounts.changeRole(owner.user, owner.user.id, 'viewer'),
      accounts.changeRole(second, second.id, 'viewer'),
    ]),
  ).resolves.toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'conflict' } },
  ]);
});

test('who has just lost the right to manage people does not use it any more', async () => {
  const { accounts, owner, join } = await withOwner();
  const [grace, joan] = [await join('Grace'), await join('Joan')];
  await accounts.changeRole(owner.user, grace.user.id, 'owner');
  await accounts.changeRole(owner.user, joan.user.id, 'owner');
  const second: SessionUser = { ...grace.user, role: 'owner' };
  const results = await Promise.allSettled([
    accounts.changeRole(owner.user, second.id, 'editor'),
    accounts.changeRole(second, owner.user.id, 'editor'),
  ]);
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'forbidden' } },
  ]);
});

test('unknown people and roles are refused', async () => {
  const { accounts, owner } = await withOwner();
  await expect(accounts.changeRole(owner.user, 'nobody', 'editor')).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(accounts.changeRole(owner.user, owner.user.id, 'king')).rejects.toMatchObject({
    field: 'role',
  });
});

test.each(['editor', 'viewer'])('a person with the role %s manages nobody', async (role) => {
  const { accounts, owner, invite, join } = await withOwner();
  const { user } = await join('Grace', role);
  const { id } = await invite();
  const refused = { code: 'forbidden', status: 403 };
  await expect(
    accounts.invite(user, { role: 'editor', note: '', uses: 1, days: 1 }),
  ).rejects.toMatchObject(refused);
  await expect(accounts.invitations(user)).rejects.toMatchObject(refused);
  await expect(accounts.revokeInvitation(user, id)).rejects.toMatchObject(refused);
  await expect(accounts.changeRole(user, owner.user.id, 'viewer')).rejects.toMatchObject(refused);
  await expect(accounts.changeRole(user, user.id, 'owner')).rejects.toMatchObject(refused);
  await expect(accounts.renameWorkspace(user, 'Mine')).rejects.toMatchObject(refused);
});

test('people change their name, owners that of the workspace', async () => {
  const { accounts, owner } = await withOwner();
  await accounts.authenticate(owner.token);
  await accounts.changeName(owner.user, ' Ada  King ');
  expect((await accounts.authenticate(owner.token))?.user.name).toBe('Ada King');
  await expect(accounts.changeName(owner.user, ' ')).rejects.toMatchObject({ field: 'name' });
  await accounts.renameWorkspace(owner.user, 'Riverside');
  expect(await accounts.workspace()).toEqual({ name: 'Riverside' });
});

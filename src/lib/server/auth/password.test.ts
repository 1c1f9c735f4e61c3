import { expect, test } from 'vitest';
import { DEFAULT_COST, Passwords, type PasswordCost } from './password.ts';
import { passwordProblem } from './password-rules.ts';

const cheap: PasswordCost = { memory: 64, passes: 1, parallelism: 1 };

test('the standard cost is argon2id with 19 MiB and two passes, in a PHC string with a fresh salt', async () => {
  const passwords = new Passwords();
  const [a, b] = await Promise.all([
    passwords.hash('correct horse'),
    passwords.hash('correct horse'),
  ]);
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(a).not.toBe(b);
  expect(DEFAULT_COST).toEqual({ memory: 19456, passes: 2, parallelism: 1 });
  expect(await passwords.verify(a, 'correct horse')).toBe(true);
});

test('agrees with the test vector of RFC 9106’s reference implementation', async () => {
  // `echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1`, from the reference implementation's tests.
  const stored =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  const passwords = new Passwords({ cost: cheap });
  expect(await passwords.verify(stored, 'password')).toBe(true);
  expect(await passwords.verify(stored, 'Password')).toBe(false);
});

test('only the right password passes', async () => {
  const passwords = new Passwords({ cost: cheap });
  const stored = await passwords.hash('correct horse');
  expect(await passwords.verify(stored, 'correct horse')).toBe(true);
  for (const wrong of [
    'correct horsf',
    'Correct horse',
    'correct horse ',
    '',
    'x'.repeat(100_000),
  ]) {
    expect(await passwords.verify(stored, wrong)).toBe(false);
  }
});

test('one password, however the keyboard composed it', async () => {
  const passwords = new Passwords({ cost: cheap });
  expect(
    await passwords.verify(
      await passwords.hash('Motörhead für alle'),
      'Moto\u0308rhead fu\u0308r alle',
    ),
  ).toBe(true);
});

test('without an account nothing passes, not even the dummy’s own hash', async () => {
  const passwords = new Passwords({ cost: cheap });
  expect(await passwords.verify(null, 'anything at all')).toBe(false);
  expect(await passwords.verify(null, '')).toBe(false);
});

test('a hash of another cost still holds, and asks to be made anew', async () => {
  const old = await new Passwords({ cost: cheap }).hash('correct horse');
  const today = new Passwords({ cost: { ...cheap, passes: 2 } });
  expect(await today.verify(old, 'correct horse')).toBe(true);
  expect(today.needsRehash(old)).toBe(true);
  expect(today.needsRehash(await today.hash('correct horse'))).toBe(false);
});

test.each([
  '',
  'plain',
  '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA',
  '$2b$10$abcdefghijklmnopqrstuv',
])('a stored hash of another kind is a failure, not a wrong password: %j', async (stored) => {
  const passwords = new Passwords({ cost: cheap });
  await expect(passwords.verify(stored, 'correct horse')).rejects.toThrow(
    'not an argon2id PHC string',
  );
});

test('more than the queue holds are told to come again; those in it are served', async () => {
  const passwords = new Passwords({ cost: cheap, waiting: 3 });
  // Once the dummy's hash is made the queue is empty.
  await passwords.verify(null, 'x');
  // The second round shows that every place was given back, and none twice.
  for (let round = 0; round < 2; round++) {
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, () => passwords.hash('correct horse')),
    );
    const refused = results.filter((each) => each.status === 'rejected');
    // Two at work, three waiting.
    expect(results.length - refused.length).toBe(5);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ code: 'rate_limited', retryAfter: 2 });
    }
  }
});

test('the event loop goes on while passwords are hashed', async () => {
  const passwords = new Passwords();
  let turns = 0;
  let done = false;
  const work = Promise.all(
    Array.from({ length: 4 }, () => passwords.hash('correct horse')),
  ).finally(() => {
    done = true;
  });
  while (!done) {
    turns++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await work;
  expect(turns).toBeGreaterThan(10);
});

test.each([
  ['short', 'Use at least 10 characters.'],
  ['123456789', 'Use at least 10 characters.'],
  ['x'.repeat(257), 'Use at most 256 characters.'],
  ['x'.repeat(5_000_000), 'Use at most 256 characters.'],
  ['password123', 'This password is among the first that others would try. Choose another one.'],
  ['PASSWORD123', 'This password is among the first that others would try. Choose another one.'],
  ['aaaaaaaaaaaa', 'This password is among the first that others would try. Choose another one.'],
  ['ada.lovelace@example.com', 'Choose a password that is not your email address.'],
  ['Ada.Lovelace', 'Choose a password that is not your email address.'],
])('%.20s is refused', (password, sentence) => {
  expect(passwordProblem(password, 'ada.lovelace@example.com')).toBe(sentence);
});

test.each([
  'four walking trees',
  '١٢٣٤٥٦٧٨٩٠',
  'пароль-который-длинный',
  '🐢🦊🐙🐳🦉🐝🦀🐌🦋🐞',
  `x1!${'y'.repeat(253)}`,
])('%.20s is accepted', (password) => {
  expect(passwordProblem(password, 'ada@example.com')).toBeNull();
});

import { expect, test } from 'vitest';
import { emailProblem, normalizeEmail } from './email.ts';
import { hueOf, nameProblem, normalizeName } from './names.ts';

test('names are trimmed, composed and have single spaces', () => {
  expect(normalizeName('  Ada \n\t Lovelace ')).toBe('Ada Lovelace');
  expect(normalizeName('Jose\u0301')).toBe('José');
});

test.each(['Ada', '山田太郎', 'أمل', 'O’Brien-Łuczak', '👩‍👩‍👧', 'x'.repeat(80)])(
  '%s is a name',
  (name) => {
    expect(nameProblem(normalizeName(name))).toBeNull();
  },
);

test.each(['', '   ', 'x'.repeat(81), 'a\u0000b', 'a\u202eb', 'a\u200fb', '\u200d', '\ud800'])(
  '%j is none',
  (name) => {
    expect(nameProblem(normalizeName(name))).toMatch(/\.$/);
  },
);

test('emails are compared in lower case', () => {
  expect(normalizeEmail('  Ada@Example.COM ')).toBe('ada@example.com');
});

test.each(['a@b', 'ada.lovelace+runnel@mail.example.com', 'jörg@exämple.de'])(
  '%s is an email',
  (email) => {
    expect(emailProblem(normalizeEmail(email))).toBeNull();
  },
);

test.each([
  '',
  'ada',
  '@b',
  'a@',
  'a@b@c',
  'a b@c',
  'a@b\nc',
  '<a@b>',
  `${'x'.repeat(250)}@b.example`,
])('%j is none', (email) => {
  expect(emailProblem(normalizeEmail(email))).toMatch(/\.$/);
});

test('twelve people have twelve hues, and neighbours are far apart', () => {
  const hues = Array.from({ length: 12 }, (_, n) => hueOf(n));
  expect(new Set(hues).size).toBe(12);
  expect(Math.min(...hues)).toBe(1);
  expect(Math.max(...hues)).toBe(12);
  for (let n = 1; n < 12; n++) {
    const distance = Math.abs(hueOf(n) - hueOf(n - 1));
    expect(Math.min(distance, 12 - distance)).toBeGreaterThanOrEqual(4);
  }
  expect(hueOf(12)).toBe(hueOf(0));
});

import { expect, test } from 'vitest';
import { ProblemError } from '../../protocol/index.ts';
import { StorageError } from '../storage/storage.ts';
import { toProblemError } from './problem.ts';

test('a problem stays itself', () => {
  const problem = new ProblemError('read_only');
  expect(toProblemError(problem)).toBe(problem);
});

test('a problem of another instance of the module keeps all that it says', () => {
  const foreign = Object.assign(new Error('elsewhere'), {
    name: 'ProblemError',
    code: 'missing_updates',
    detail: 'detail',
    stateVector: 'AA==',
    retryAfter: 3,
  });
  expect(toProblemError(foreign)).toMatchObject({
    code: 'missing_updates',
    status: 409,
    detail: 'detail',
    stateVector: 'AA==',
    retryAfter: 3,
    cause: foreign,
  });
});

test('failures of the storage have their places', () => {
  const cases = [
    ['unavailable', 'storage_unavailable'],
    ['missing', 'not_found'],
    ['taken', 'conflict'],
    ['lineage_changed', 'conflict'],
  ] as const;
  for (const [code, expected] of cases) {
    expect(toProblemError(new StorageError(code, 'x')).code).toBe(expected);
  }
});

test('anything else is internal and shows nothing of itself', () => {
  for (const error of [new Error('secret path /etc'), 'secret', null, { code: 'not_found' }]) {
    const problem = toProblemError(error);
    expect(problem.code).toBe('internal');
    expect(JSON.stringify(problem.toProblem())).not.toContain('secret');
    expect(problem.cause).toBe(error);
  }
});

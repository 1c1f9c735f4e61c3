import { expect, test } from 'vitest';
import { ROLES, type Role } from '../protocol/index.ts';
import { ACTIONS, can, roleOn, type Action } from './policy.ts';

const live = { trashedAt: null };
const trashed = { trashedAt: 0 };

/** Who may: outside the trash · inside the trash · without a document. Letters: owner, editor, viewer. */
const EXPECTED: Record<Action, [live: string, trashed: string, none: string]> = {
  'document:read': ['oev', 'oev', 'oev'],
  'document:write': ['oe', '', 'oe'],
  'document:create': ['oe', 'oe', 'oe'],
  'document:rename': ['oe', '', 'oe'],
  'document:trash': ['oe', '', 'oe'],
  'document:restore': ['', 'oe', 'oe'],
  'document:purge': ['', 'oe', 'oe'],
  'people:read': ['oev', 'oev', 'oev'],
  'people:invite': ['o', 'o', 'o'],
  'people:manage': ['o', 'o', 'o'],
  'people:reset': ['o', 'o', 'o'],
  'people:remove': ['o', 'o', 'o'],
  'workspace:rename': ['o', 'o', 'o'],
};

test('every action is in this test', () => {
  expect(ACTIONS.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

const cells = ACTIONS.flatMap((action) =>
  ROLES.flatMap((role) =>
    [live, trashed, undefined].map((document, i) => {
      const place = ['live', 'trashed', 'none'][i] ?? '';
      return [
        action,
        role,
        place,
        document,
        EXPECTED[action][i]?.includes(role.charAt(0)) ?? false,
      ] as const;
    }),
  ),
);

test.each(cells)('%s as %s on %s', (action, role, _place, document, allowed) => {
  expect(can({ role }, action, document)).toBe(allowed);
});

test.each(ACTIONS)('%s is closed to nobody in particular', (action) => {
  expect(can(null, action, live)).toBe(false);
});

test('in the trash everybody only reads', () => {
  const roles: Role[] = [...ROLES];
  expect(roles.map((role) => roleOn({ role }, trashed))).toEqual(['viewer', 'viewer', 'viewer']);
  expect(roles.map((role) => roleOn({ role }, live))).toEqual(['owner', 'editor', 'viewer']);
});

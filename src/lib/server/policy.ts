/** Who may do what: one table. Everyone in the workspace reads every document. */
import type { Role } from '../protocol/index.ts';

/** `live`: only while the document is not in the trash. `trash`: only while it is. `any`: either. */
const TABLE = {
  'document:read': { owner: 'any', editor: 'any', viewer: 'any' },
  'document:write': { owner: 'live', editor: 'live', viewer: 'no' },
  'document:create': { owner: 'any', editor: 'any', viewer: 'no' },
  'document:rename': { owner: 'live', editor: 'live', viewer: 'no' },
  'document:trash': { owner: 'live', editor: 'live', viewer: 'no' },
  'document:restore': { owner: 'trash', editor: 'trash', viewer: 'no' },
  'document:purge': { owner: 'trash', editor: 'trash', viewer: 'no' },
  'people:read': { owner: 'any', editor: 'any', viewer: 'any' },
  'people:invite': { owner: 'any', editor: 'no', viewer: 'no' },
  'people:manage': { owner: 'any', editor: 'no', viewer: 'no' },
  'people:reset': { owner: 'any', editor: 'no', viewer: 'no' },
  'people:remove': { owner: 'any', editor: 'no', viewer: 'no' },
  'workspace:rename': { owner: 'any', editor: 'no', viewer: 'no' },
} as const satisfies Record<string, Record<Role, 'any' | 'live' | 'trash' | 'no'>>;

export type Action = keyof typeof TABLE;
export const ACTIONS = Object.keys(TABLE) as Action[];

/**
 * May this person do this? For an action on an existing document pass the document too: some hold only
 * outside the trash, some only inside it. Without one the answer is about the role alone.
 */
export function can(
  user: { readonly role: Role } | null,
  action: Action,
  document?: { readonly trashedAt: number | null },
): boolean {
  if (!user) return false;
  const rule = TABLE[action][user.role];
  if (rule === 'no') return false;
  if (rule === 'any' || !document) return true;
  return (document.trashedAt !== null) === (rule === 'trash');
}

/** The role that a person has on one document: in the trash everybody only reads. */
export function roleOn(
  user: { readonly role: Role },
  document: { readonly trashedAt: number | null },
): Role {
  return document.trashedAt === null ? user.role : 'viewer';
}

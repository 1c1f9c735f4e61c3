/** What a person may do in the workspace; the order is from most to least. */
export const ROLES = ['owner', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Documents are of one kind for their whole life. */
export const KINDS = ['text', 'board'] as const;
export type Kind = (typeof KINDS)[number];

/** True for a role that may push updates. */
export function canWrite(role: Role): boolean {
  return role !== 'viewer';
}

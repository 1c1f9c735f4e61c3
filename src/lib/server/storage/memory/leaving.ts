/** People who are removed, and links for a new password. */
import { resetsToDrop } from '../rules.ts';
import { StorageError, type AccountStore, type UserRecord } from '../storage.ts';
import type { Handle } from './handle.ts';
import type { MemoryState } from './state.ts';

type Leaving = 'removeUser' | 'formerUser' | 'formerUsers';
type Resets = 'createReset' | 'resetByToken' | 'redeemReset';

export function memoryLeaving(handle: Handle): Pick<AccountStore, Leaving> {
  return {
    removeUser: (id, at) =>
      handle.write('accounts.removeUser', (state) => {
        const { name, color } = userIn(state, id);
        state.users.delete(id);
        state.former.set(id, { id, name, color, removedAt: at });
        state.resets.clear();
        endSessions(state, id);
        for (const invitation of state.invitations.values())
          if (invitation.createdBy === id) state.invitations.delete(invitation.id);
      }),
    formerUser: (id) => handle.read(({ former }) => former.get(id) ?? null),
    formerUsers: () =>
      handle.read(({ former }) =>
        [...former.values()].sort((a, b) => a.removedAt - b.removedAt || (a.id < b.id ? -1 : 1)),
      ),
  };
}

export function memoryResets(handle: Handle): Pick<AccountStore, Resets> {
  return {
    createReset: (reset) =>
      handle.write('accounts.createReset', (state) => {
        userIn(state, reset.userId);
        const other = withToken(state, reset.tokenHash);
        if (other && other.userId !== reset.userId)
          throw new StorageError('taken', 'The token is in use.');
        state.resets.set(reset.userId, { ...reset });
      }),
    resetByToken: (tokenHash) =>
      handle.read((state) => {
        const reset = withToken(state, tokenHash);
        return reset ? { reset, user: userIn(state, reset.userId) } : null;
      }),
    redeemReset: (tokenHash, { passwordHash, at }) =>
      handle.write('accounts.redeemReset', (state) => {
        const reset = withToken(state, tokenHash);
        if (!reset || reset.expiresAt <= at)
          throw new StorageError('missing', 'The link is not valid (any more).');
        const user = { ...userIn(state, reset.userId), passwordHash };
        state.users.set(user.id, user);
        state.resets.delete(user.id);
        endSessions(state, user.id);
        if (resetsToDrop(user, { passwordHash }) === 'all') state.resets.clear();
        return user;
      }),
  };
}

function userIn({ users }: MemoryState, id: string): UserRecord {
  const user = users.get(id);
  if (!user) throw new StorageError('missing', `No user ${id}.`);
  return user;
}

function withToken({ resets }: MemoryState, tokenHash: string) {
  for (const reset of resets.values()) if (reset.tokenHash === tokenHash) return reset;
  return null;
}

function endSessions({ sessions }: MemoryState, userId: string): void {
  for (const session of sessions.values())
    if (session.userId === userId) sessions.delete(session.id);
}

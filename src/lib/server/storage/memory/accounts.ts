import { madeLinks, resetsToDrop } from '../rules.ts';
import {
  StorageError,
  type AccountStore,
  type InvitationRecord,
  type UserRecord,
} from '../storage.ts';
import type { Handle } from './handle.ts';
import { memoryLeaving, memoryResets } from './leaving.ts';
import type { MemoryState } from './state.ts';

export function memoryAccounts(handle: Handle): AccountStore {
  return {
    ...people(handle),
    ...memoryLeaving(handle),
    ...sessions(handle),
    ...invitations(handle),
    ...memoryResets(handle),
  };
}

type People =
  'createOwner' | 'workspace' | 'renameWorkspace' | 'user' | 'userByEmail' | 'users' | 'updateUser';

function people(handle: Handle): Pick<AccountStore, People> {
  return {
    createOwner: (user, { name }) =>
      handle.write('accounts.createOwner', (state) => {
        if (state.users.size > 0) throw new StorageError('taken', 'There is an owner already.');
        state.users.set(user.id, { ...user });
        state.workspace = { name };
      }),
    workspace: () => handle.read((state) => state.workspace),
    renameWorkspace: (name) =>
      handle.write('accounts.renameWorkspace', (state) => {
        if (!state.workspace) throw new StorageError('missing', 'There is no workspace yet.');
        state.workspace = { name };
      }),
    user: (id) => handle.read(({ users }) => users.get(id) ?? null),
    userByEmail: (email) => handle.read((state) => withEmail(state, email)),
    users: () =>
      handle.read(({ users }) =>
        [...users.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
      ),
    updateUser: (id, change, knownHash) =>
      handle.write('accounts.updateUser', (state) => {
        const user = userIn(state, id);
        if (knownHash !== undefined && user.passwordHash !== knownHash)
          throw new StorageError('missing', 'The password is another one by now.');
        if (change.email !== undefined && change.email !== user.email)
          refuseTakenEmail(state, change.email);
        const changed: UserRecord = {
          ...user,
          name: change.name ?? user.name,
          role: change.role ?? user.role,
          passwordHash: change.passwordHash ?? user.passwordHash,
          email: change.email ?? user.email,
        };
        state.users.set(id, changed);
        const open = resetsToDrop(changed, change);
        if (open === 'all') state.resets.clear();
        else if (open === 'own') state.resets.delete(id);
        return changed;
      }),
  };
}

type Sessions =
  | 'createSession'
  | 'session'
  | 'sessionsOf'
  | 'setSessionExpiry'
  | 'deleteSession'
  | 'deleteSessionsOf'
  | 'deleteExpiredSessions';

function sessions(handle: Handle): Pick<AccountStore, Sessions> {
  return {
    createSession: (session) =>
      handle.write('accounts.createSession', (state) => {
        if (state.sessions.has(session.id)) throw new StorageError('taken', 'The session exists.');
        userIn(state, session.userId);
        state.sessions.set(session.id, { ...session });
      }),
    session: (id) =>
      handle.read((state) => {
        const session = state.sessions.get(id);
        const user = session && state.users.get(session.userId);
        return session && user ? { session, user } : null;
      }),
    sessionsOf: (userId) =>
      handle.read((state) =>
        [...state.sessions.values()]
          .filter((session) => session.userId === userId)
          .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
      ),
    setSessionExpiry: (id, expiresAt) =>
      handle.write('accounts.setSessionExpiry', (state) => {
        const session = state.sessions.get(id);
        if (session) state.sessions.set(id, { ...session, expiresAt });
      }),
    deleteSession: (id) =>
      handle.write('accounts.deleteSession', (state) => {
        state.sessions.delete(id);
      }),
    deleteSessionsOf: (userId) =>
      handle.write('accounts.deleteSessionsOf', (state) => {
        for (const session of state.sessions.values())
          if (session.userId === userId) state.sessions.delete(session.id);
        const user = state.users.get(userId);
        if (user && madeLinks(user)) state.resets.clear();
      }),
    deleteExpiredSessions: (now) =>
      handle.write('accounts.deleteExpiredSessions', (state) => {
        for (const session of state.sessions.values())
          if (session.expiresAt <= now) state.sessions.delete(session.id);
      }),
  };
}

type Invitations =
  | 'createInvitation'
  | 'invitationByToken'
  | 'invitations'
  | 'revokeInvitation'
  | 'redeemInvitation';

function invitations(handle: Handle): Pick<AccountStore, Invitations> {
  return {
    createInvitation: (invitation) =>
      handle.write('accounts.createInvitation', (state) => {
        if (state.invitations.has(invitation.id) || withToken(state, invitation.tokenHash))
          throw new StorageError('taken', 'The invitation exists.');
        userIn(state, invitation.createdBy);
        state.invitations.set(invitation.id, { ...invitation });
      }),
    invitationByToken: (tokenHash) => handle.read((state) => withToken(state, tokenHash)),
    invitations: () =>
      handle.read((state) =>
        [...state.invitations.values()].sort(
          (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1),
        ),
      ),
    revokeInvitation: (id, at) =>
      handle.write('accounts.revokeInvitation', (state) => {
        const invitation = state.invitations.get(id);
        if (invitation && invitation.revokedAt === null)
          state.invitations.set(id, { ...invitation, revokedAt: at });
      }),
    redeemInvitation: (tokenHash, fields) =>
      handle.write('accounts.redeemInvitation', (state) => {
        const invitation = withToken(state, tokenHash);
        if (
          !invitation ||
          invitation.revokedAt !== null ||
          invitation.usesLeft <= 0 ||
          invitation.expiresAt <= fields.createdAt
        )
          throw new StorageError('missing', 'The invitation is not valid (any more).');
        if (state.users.has(fields.id)) throw new StorageError('taken', 'The user exists.');
        refuseTakenEmail(state, fields.email);
        const user: UserRecord = { ...fields, role: invitation.role };
        state.users.set(user.id, user);
        state.invitations.set(invitation.id, { ...invitation, usesLeft: invitation.usesLeft - 1 });
        return user;
      }),
  };
}

function userIn({ users }: MemoryState, id: string): UserRecord {
  const user = users.get(id);
  if (!user) throw new StorageError('missing', `No user ${id}.`);
  return user;
}

function withEmail({ users }: MemoryState, email: string): UserRecord | null {
  for (const user of users.values()) if (user.email === email) return user;
  return null;
}

function refuseTakenEmail(state: MemoryState, email: string): void {
  if (withEmail(state, email)) throw new StorageError('taken', 'The email is in use.');
}

function withToken({ invitations: all }: MemoryState, tokenHash: string): InvitationRecord | null {
  for (const invitation of all.values()) if (invitation.tokenHash === tokenHash) return invitation;
  return null;
}

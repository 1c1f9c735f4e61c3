/** Who is here with which role, and that there always is an owner. */
import { ProblemError, ROLES, type Role } from '../../protocol/index.ts';
import type { Action } from '../policy.ts';
import type { AccountStore, UserRecord } from '../storage/storage.ts';
import { stored } from './failures.ts';
import { FieldError } from './fields.ts';
import { allow, type SessionUser } from './person.ts';

export class Roles {
  readonly #store: AccountStore;
  readonly #changed: (userId: string, role: Role | null) => void;
  readonly #now: () => number;
  /** One change after the other: two owners must not demote each other at once. */
  #last: Promise<unknown> = Promise.resolve();

  /** `changed` is called when a new role is stored, with null when a person was removed. */
  constructor(deps: {
    readonly store: AccountStore;
    readonly changed: (userId: string, role: Role | null) => void;
    readonly now: () => number;
  }) {
    this.#store = deps.store;
    this.#changed = deps.changed;
    this.#now = deps.now;
  }

  /** Gives somebody another role. Owners only; `conflict` if no owner would be left, `not_found` for nobody. */
  async change(by: SessionUser, userId: string, wanted: string): Promise<void> {
    const role = ROLES.find((each) => each === wanted);
    if (!role) throw new FieldError('role', 'Choose owner, editor or viewer.');
    await this.#inTurn(() => this.#apply(by.id, userId, role));
  }

  /**
   * Removes somebody: they are signed out everywhere and cannot sign in any more; documents and their name as
   * author stay. Owners only, not themselves; `not_found` for nobody. Resolves with the person's name.
   */
  remove(by: SessionUser, userId: string): Promise<string> {
    return this.#inTurn(async () => {
      const { user } = await this.#find(by.id, userId, 'people:remove');
      // With that, the last owner cannot be removed either: nobody else could ask.
      if (user.id === by.id) {
        const detail = 'Nobody can remove themselves. Ask another owner.';
        throw new ProblemError('conflict', { detail });
      }
      await stored(this.#store.removeUser(userId, this.#now()));
      this.#changed(userId, null);
      return user.name;
    });
  }

  async #apply(by: string, userId: string, role: Role): Promise<void> {
    const { user, users } = await this.#find(by, userId, 'people:manage');
    if (user.role === role) return;
    const owners = users.filter((each) => each.role === 'owner').length;
    if (user.role === 'owner' && owners === 1) {
      const detail = 'This is the only owner. Make somebody else an owner first.';
      throw new ProblemError('conflict', { detail });
    }
    await stored(this.#store.updateUser(userId, { role }));
    this.#changed(userId, role);
  }

  async #find(
    by: string,
    userId: string,
    action: Action,
  ): Promise<{ readonly user: UserRecord; readonly users: readonly UserRecord[] }> {
    const users = await stored(this.#store.users());
    // As of now: while this change waited for another, its author may have lost the right to it.
    allow(users.find((each) => each.id === by) ?? null, action);
    const user = users.find((each) => each.id === userId);
    if (!user) throw new ProblemError('not_found');
    return { user, users };
  }

  async #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#last.then(change);
    // The next one waits for this one but does not share its failure.
    this.#last = done.catch(() => undefined);
    return done;
  }
}

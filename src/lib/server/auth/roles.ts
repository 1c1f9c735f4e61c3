/** Who has which role, and that there always is an owner. */
import { ProblemError, ROLES, type Role } from '../../protocol/index.ts';
import type { AccountStore } from '../storage/storage.ts';
import { stored } from './failures.ts';
import { FieldError } from './fields.ts';
import { allow, type SessionUser } from './person.ts';

export class Roles {
  readonly #store: AccountStore;
  readonly #changed: (userId: string, role: Role) => void;
  /** One change after the other: two owners must not demote each other at once. */
  #last: Promise<unknown> = Promise.resolve();

  /** `changed` is called when a new role is stored. */
  constructor(store: AccountStore, changed: (userId: string, role: Role) => void) {
    this.#store = store;
    this.#changed = changed;
  }

  /** Gives somebody another role. Owners only; `conflict` if no owner would be left, `not_found` for nobody. */
  async change(by: SessionUser, userId: string, wanted: string): Promise<void> {
    const role = ROLES.find((each) => each === wanted);
    if (!role) throw new FieldError('role', 'Choose owner, editor or viewer.');
    const change = this.#last.then(() => this.#apply(by.id, userId, role));
    // The next one waits for this one but does not share its failure.
    this.#last = change.catch(() => undefined);
    await change;
  }

  async #apply(by: string, userId: string, role: Role): Promise<void> {
    const users = await stored(this.#store.users());
    // As of now: while this change waited for another, its author may have lost the right to it.
    allow(users.find((each) => each.id === by) ?? null, 'people:manage');
    const user = users.find((each) => each.id === userId);
    if (!user) throw new ProblemError('not_found');
    if (user.role === role) return;
    const owners = users.filter((each) => each.role === 'owner').length;
    if (user.role === 'owner' && owners === 1) {
      const detail = 'This is the only owner. Make somebody else an owner first.';
      throw new ProblemError('conflict', { detail });
    }
    await stored(this.#store.updateUser(userId, { role }));
    this.#changed(userId, role);
  }
}

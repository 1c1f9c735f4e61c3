import type { Bus } from '../bus/bus.ts';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/storage.ts';
import type { Budget } from './budget.ts';
import type { Clock } from './clock.ts';
import type { EngineLimits } from './limits.ts';
import type { StorageHealth } from './stored-health.ts';
import type { Strikes } from './strikes.ts';

/** What all rooms of one engine share. */
export interface Context {
  readonly storage: Storage;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly limits: EngineLimits;
  readonly logger: Logger;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** The gen of this start of the server. */
  readonly gen: string;
  readonly residents: Budget;
  readonly caches: Budget;
  readonly strikes: Strikes;
  readonly health: StorageHealth;
}

import type { Migration } from '../migrate.ts';
import { first } from './001-first.ts';
import { leaving } from './002-leaving.ts';
import { files } from './003-files.ts';

/** All migrations in order. A published one is never changed: what comes later is a new one. */
export const migrations: readonly Migration[] = [first, leaving, files];

import * as Y from 'yjs';
import { parseCursor } from '../protocol/index.ts';
import type { Row } from './device.ts';

/** A local edit, or several merged ones, on its way to the server. */
export interface Entry {
  readonly key: string;
  /** Merged when they are needed: typing makes many small ones. */
  parts: Uint8Array[];
  /** Bursts of editing that begin in it; 0 if it only goes on with one that an earlier entry began. */
  changes: number;
  /** When the oldest change in it was made. */
  readonly at: number;
  /** `fresh`: in memory only; `writing`: on its way to the device; `durable`: may be sent. */
  stage: 'fresh' | 'writing' | 'durable';
  sent: 'unsent' | { readonly cursor: string };
  /** A device has it; otherwise only the memory of tabs. */
  stored: boolean;
  /** Made in this tab. */
  readonly own: boolean;
}

/** The entry as the device keeps it, its parts merged. */
export function toRow(entry: Entry): Row {
  const [first, ...rest] = entry.parts;
  const update = first && rest.length === 0 ? first : Y.mergeUpdates(entry.parts);
  entry.parts = [update];
  return { key: entry.key, update, changes: entry.changes, sent: entry.sent };
}

/** True if a reader at `position` has certainly passed `entry`: same server start, same place or later. */
export function covers(position: string, entry: string): boolean {
  const at = parseCursor(position);
  const of = parseCursor(entry);
  return at !== null && of !== null && at.gen === of.gen && at.seq >= of.seq;
}

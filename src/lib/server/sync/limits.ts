import { MAX_PRESENCE_BYTES, MAX_UPDATE_BYTES } from '../../protocol/index.ts';

/** What the engine may use. Bytes, milliseconds and counts; every one can be set for a test. */
export interface EngineLimits {
  /** Largest update of a push. */
  readonly updateBytes: number;
  /** Accepted but not yet stored bytes of one document; past it pushes are refused for a moment. */
  readonly pendingBytes: number;
  /** Queue of one reader; past it nothing more is queued until the socket has taken what is there. */
  readonly queueBytes: number;
  /** A reader whose socket takes nothing for this long loses its stream. */
  readonly stallMs: number;
  /** While several people write, what becomes one frame for the readers is one append, too. */
  readonly gather: boolean;
  /** Under load the entries of this time become one frame. */
  readonly coalesceMs: number;
  /** With many readers that time grows up to this. */
  readonly coalesceMaxMs: number;
  /** A replay larger than this is sent as the full state. */
  readonly replayBytes: number;
  /** Log entries of one room that stay in memory for readers that are a little behind. */
  readonly recentBytes: number;
  /** All resident docs together. */
  readonly residentBytes: number;
  /** All cached full states together. */
  readonly cacheBytes: number;
  /** A room that nobody uses is let go after this. */
  readonly idleMs: number;
  readonly presenceBytes: number;
  /** Presence is told after this long, or with an update that is told sooner or is due. */
  readonly presenceTickMs: number;
  /** A caret outlives its stream by this much, for a reader that comes back at once. */
  readonly presenceGraceMs: number;
  readonly pingMs: number;
  /** Mean lifetime of a stream; each gets its own between two thirds and four thirds of it. */
  readonly lifetimeMs: number;
  /** Longest that streams are told to wait when the server goes away. */
  readonly byeRetryMs: number;
  /** Drain waits no longer than this for pushes in flight. */
  readonly drainMs: number;
  /** Log entries or bytes since the last snapshot that start a compaction. */
  readonly compactEntries: number;
  readonly compactBytes: number;
  /** An idle room with this many entries since its last snapshot is compacted before it is let go. */
  readonly compactIdleEntries: number;
  /** Rows that stay in the log behind a snapshot, because readers that were away for a moment need them. */
  readonly keepEntries: number;
  /** A compaction that failed is tried again after this. */
  readonly compactRetryMs: number;
  /** Updates of one author that break the resident doc within a minute, before the author has to wait. */
  readonly strikes: number;
}

export const DEFAULT_LIMITS: EngineLimits = {
  updateBytes: MAX_UPDATE_BYTES,
  pendingBytes: 32 * 1024 * 1024,
  queueBytes: 1024 * 1024,
  // More than a minute: a reader that stops for exactly that long still catches up on its stream.
  stallMs: 90_000,
  gather: true,
  coalesceMs: 16,
  coalesceMaxMs: 100,
  replayBytes: 256 * 1024,
  recentBytes: 256 * 1024,
  residentBytes: 256 * 1024 * 1024,
  cacheBytes: 64 * 1024 * 1024,
  idleMs: 30_000,
  presenceBytes: MAX_PRESENCE_BYTES,
  presenceTickMs: 60,
  presenceGraceMs: 3_500,
  pingMs: 14_000,
  lifetimeMs: 45 * 60_000,
  byeRetryMs: 2_000,
  drainMs: 1_800,
  compactEntries: 1_000,
  compactBytes: 512 * 1024,
  compactIdleEntries: 50,
  keepEntries: 200,
  compactRetryMs: 30_000,
  strikes: 5,
};

/**
 * A frame costs about a hundredth of a millisecond a reader: telling them takes a twentieth of the time, up to 500
 * readers.
 */
const COALESCE_MS_PER_READER = 0.2;

/** How long entries are gathered under load for a document with this many readers, milliseconds. */
export function coalesceTime(
  { coalesceMs, coalesceMaxMs }: Pick<EngineLimits, 'coalesceMs' | 'coalesceMaxMs'>,
  readers: number,
): number {
  const wanted = Math.min(Math.floor(readers * COALESCE_MS_PER_READER), coalesceMaxMs);
  return Math.max(coalesceMs, wanted);
}

/** How long to wait so that two things are `apart` milliseconds apart; never longer, should the system's clock be set back. */
export function waitAfter(at: number, apart: number, now: number): number {
  return Math.min(apart, at + apart - now);
}

import { MemoryDevice } from './device-memory.ts';
import { deleteDatabase, IndexedDbDevice } from './device-indexeddb.ts';
import { DeviceError, type Device } from './device.ts';

/** A browser that does not open the database by then is one that never will, milliseconds. */
const OPEN_MS = 4_000;

interface Opened {
  readonly device: Device;
  readonly database: Promise<IndexedDbDevice>;
}

const opened = new Map<string, Opened>();
const spares = new WeakMap<Device, MemoryDevice>();

/**
 * The local database of a user, opened once for all documents of the page; and once more for later ones if it was
 * closed from outside, as a logout in another tab does.
 */
export function deviceOf(userId: string): Device {
  const known = opened.get(userId);
  if (known) return known.device;
  const database = inTime(
    IndexedDbDevice.open(userId, () => {
      if (opened.get(userId)?.device === device) opened.delete(userId);
    }),
  );
  const device = lazyDevice(database);
  opened.set(userId, { device, database });
  return device;
}

/** Where documents go whose device failed: memory that lives as long as the page. */
export function spareOf(device: Device): MemoryDevice {
  const known = spares.get(device);
  if (known) return known;
  const spare = new MemoryDevice();
  spares.set(device, spare);
  return spare;
}

/**
 * Forgets everything that this device has of a user: all local copies, kept copies and unsent edits.
 * For logging out; ask first if `unsentEdits` names any. Throws a DeviceError if the database cannot be deleted.
 */
export async function deleteDevice(userId: string): Promise<void> {
  const known = opened.get(userId);
  opened.delete(userId);
  const database = await known?.database.catch(() => null);
  database?.close();
  if (typeof indexedDB === 'undefined') return;
  try {
    await deleteDatabase(userId);
  } catch (cause) {
    throw new DeviceError('failed', 'the local database could not be deleted', { cause });
  }
}

/** Documents with changes that no server has acknowledged, and how many each. Throws a DeviceError. */
export async function unsentEdits(
  userId: string,
): Promise<{ documentId: string; count: number }[]> {
  const device = deviceOf(userId);
  const counts = new Map<string, number>();
  const stored = typeof indexedDB === 'undefined' ? [] : await device.unsent();
  for (const { documentId, count } of [...stored, ...(await spareOf(device).unsent())]) {
    counts.set(documentId, Math.max(count, counts.get(documentId) ?? 0));
  }
  return [...counts].map(([documentId, count]) => ({ documentId, count }));
}

/** A device that is still being opened; each call waits for it. */
function lazyDevice(database: Promise<Device>): Device {
  // Each call reports the failure; by itself it is not an unhandled one.
  database.catch(() => undefined);
  return {
    load: async (documentId) => (await database).load(documentId),
    write: async (documentId, batch) => (await database).write(documentId, batch),
    replace: async (documentId, options) => (await database).replace(documentId, options),
    discardKept: async (documentId, lineage) => (await database).discardKept(documentId, lineage),
    unsent: async () => (await database).unsent(),
    forget: async (documentId) => (await database).forget(documentId),
  };
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DeviceError('unavailable', 'the local database does not open'));
    }, OPEN_MS);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

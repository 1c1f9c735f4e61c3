import type { ProviderStatus } from '../../sync/types.ts';
import { document as t } from '../../strings/index.ts';

/** What the save state shows; the words are the whole of it, the kind chooses icon and tint. */
export interface SaveState {
  readonly kind: 'opening' | 'saved' | 'settling' | 'saving' | 'offline' | 'failed' | 'readonly';
  /** Empty only while an edit is younger than what would be called slow. */
  readonly text: string;
}

/**
 * Puts a provider's status into words. `offline`: the server has not been heard for so long that people are
 * told. `Saved` is said only when nothing waits to be acknowledged.
 */
export function saveState(status: ProviderStatus, offline: boolean): SaveState {
  const { pending, problem, role, deviceFailed, slow, synced } = status;
  if (problem && pending > 0) {
    return { kind: 'failed', text: deviceFailed ? t.save.notStoredTab : t.save.notStored };
  }
  if (offline) {
    const words = deviceFailed && pending > 0 ? t.save.offlineUnkept : t.save.offline;
    return { kind: 'offline', text: words(pending) };
  }
  if (role === 'viewer') return { kind: 'readonly', text: t.save.readOnly };
  if (pending > 0) {
    return slow ? { kind: 'saving', text: t.save.saving } : { kind: 'settling', text: '' };
  }
  return synced ? { kind: 'saved', text: t.save.saved } : { kind: 'opening', text: t.save.opening };
}

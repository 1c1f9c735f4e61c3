import type { ProviderStatus } from '../../sync/types.ts';
import { document as t } from '../../strings/index.ts';

/** What most needs saying about an open document, apart from a kept copy. */
export type BannerKind =
  | 'purged'
  | 'signedOut'
  | 'otherPerson'
  | 'tooLarge'
  | 'refused'
  | 'readOnly'
  | 'storage'
  | 'device'
  | 'trashed'
  | 'offline';

/**
 * Chooses one banner, the one that asks most of the person; null when all is well.
 * `offline`: the server has not been heard for so long that people are told. `trashed`: the record says so.
 */
export function bannerFor(
  status: ProviderStatus,
  { offline, trashed }: { offline: boolean; trashed: boolean },
): BannerKind | null {
  const { problem, pending, deviceFailed, role } = status;
  switch (problem?.code) {
    case undefined:
      break;
    case 'not_found':
      return 'purged';
    case 'unauthenticated':
      return 'signedOut';
    case 'other_person':
      return 'otherPerson';
    case 'too_large':
      return 'tooLarge';
    case 'read_only':
    case 'forbidden':
      return pending > 0 ? 'readOnly' : trashed ? 'trashed' : null;
    case 'storage_unavailable':
    case 'unavailable':
    case 'rate_limited':
    case 'internal':
      // These pass; they are worth a line only while something waits.
      return pending > 0 ? 'storage' : offline ? 'offline' : null;
    default:
      return 'refused';
  }
  if (deviceFailed && pending > 0) return 'device';
  if (role === 'viewer' && pending > 0) return 'readOnly';
  if (offline) return 'offline';
  return trashed ? 'trashed' : null;
}

/** What a banner says after its title: never of words where none wait, nor of a device that does not keep them. */
export function bannerBody(kind: BannerKind, status: ProviderStatus): string {
  const { pending, deviceFailed, role } = status;
  const { banner } = t;
  switch (kind) {
    case 'readOnly':
      return banner.readOnly.body(pending);
    case 'offline':
      return role === 'viewer' ? banner.offline.readOnly : banner.offline.body(pending);
    case 'otherPerson':
      if (pending === 0) return banner.otherPerson.body;
      return deviceFailed ? banner.otherPerson.inTab : banner.otherPerson.onDevice;
    default:
      return banner[kind].body;
  }
}

/**
 * The link by which `userId` signs in again and comes back to the document, also while somebody else is signed in. It
 * opens a tab of its own if the words are only in this one.
 */
export function signInAgain(
  { deviceFailed }: ProviderStatus,
  { documentId, userId }: { documentId: string; userId: string },
): { href: string; target: '_blank' | undefined } {
  const query = new URLSearchParams({ next: `/d/${documentId}`, person: userId });
  return { href: `/login?${query.toString()}`, target: deviceFailed ? '_blank' : undefined };
}

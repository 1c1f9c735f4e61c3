import { firstName, plural } from './words.ts';

/** Home and trash. */
export const home = {
  title: 'Home',
  recent: 'Recent',
  all: 'All pages',
  empty: (workspace: string) => `${workspace} is ready`,
  emptyBody:
    'Nobody has written anything here yet. Start a page or a board and send its link to whoever should be in it.',
  emptyViewer: 'Nobody has written anything here yet. Pages appear here as soon as someone does.',
  invite: 'Invite people',
  inviteHint: 'With a link, for one person or for many',
  blank: 'Nothing written yet',
  hereNow: 'here now',
  isHere: (name: string) => `${firstName(name)} is here`,
  edited: (who: string | null, you: boolean, when: string) =>
    who === null ? `Changed ${when}` : `${you ? 'You' : firstName(who)} edited, ${when}`,
  people: (names: readonly string[]) => `Here now: ${names.join(', ')}`,
  actions: (title: string) => `Actions for ${title}`,
  rename: 'Rename',
  renameOf: (title: string) => `Rename “${title}”`,
  name: 'Page name',
  save: 'Save',
  cancel: 'Cancel',
  trash: (title: string) => `Move “${title}” to trash`,
  trashed: (title: string) => `“${title}” is in the trash`,
  restored: (title: string) => `“${title}” is back`,
  purged: (title: string) => `“${title}” was deleted`,
} as const;

export const trash = {
  title: 'Trash',
  lead: 'Pages in the trash can be read and restored, but not changed.',
  empty: 'The trash is empty',
  emptyBody: 'Pages that are moved to the trash stay here until someone deletes them for good.',
  since: (when: string) => `Moved to trash ${when}`,
  restore: 'Restore',
  restoreOf: (title: string) => `Restore “${title}”`,
  purge: 'Delete for good',
  purgeOf: (title: string) => `Delete “${title}” for good`,
  confirm: (title: string) => `Delete “${title}” for everyone?`,
  confirmBody:
    'The page leaves the trash with all its text and history, and cannot be brought back.',
  keep: 'Keep it',
  go: 'Delete page',
  count: (pages: number) => plural(pages, 'page'),
} as const;

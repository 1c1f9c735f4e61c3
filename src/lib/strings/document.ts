import { firstName, plural, spelled } from './words.ts';

/** Everything around an open document. */
export const document = {
  offlineTitle: (title: string) => `${title} (offline)`,

  /** Save state; `Saved` is said only when the server has it on disk. */
  save: {
    label: 'Save state',
    opening: 'Opening…',
    saved: 'Saved',
    saving: 'Saving…',
    offline: (count: number) =>
      count === 0 ? 'Offline' : `Offline: ${plural(count, 'change')} kept on this device`,
    offlineUnkept: (count: number) => `Offline: ${plural(count, 'change')} in this tab only`,
    readOnly: 'Read only',
    notStored: 'Not stored. Kept on this device',
    notStoredTab: 'Not stored. Kept in this tab only',
  },
  saveDetail: {
    saved: 'Everything you see is on the server’s disk.',
    waiting: (count: number) => `${spelled(count, 'change')} waiting to be stored by the server.`,
    heard: (time: string) => `Last heard from the server at ${time}.`,
    never: 'The server has not been heard yet.',
    polling:
      'Something on the way holds back the live connection, or many pages are open in this browser. So changes of others arrive every few seconds instead of at once.',
    readOnly: 'You may read this page but not change it.',
  },

  people: {
    label: 'People here',
    follow: (name: string) => `Follow ${name}`,
    following: (name: string) => `Following ${firstName(name)}. Scroll or press a key to stop.`,
    more: (count: number) => `+${count}`,
    moreLabel: (count: number) => `${plural(count, 'more person', 'more people')}, show everyone`,
    all: (count: number) => `${plural(count, 'person', 'people')} here, show everyone`,
    joined: (name: string) => `${firstName(name)} joined`,
    left: (name: string) => `${firstName(name)} left`,
    joinedMany: (count: number) => `${plural(count, 'person', 'people')} joined`,
    leftMany: (count: number) => `${plural(count, 'person', 'people')} left`,
  },

  menu: {
    label: 'Page menu',
    rename: 'Rename',
    copyLink: 'Copy link',
    copied: 'Link copied',
    print: 'Print',
    trash: 'Move to trash',
    restore: 'Restore from trash',
  },

  banner: {
    tryNow: 'Try now',
    copyText: 'Copy text',
    copied: 'Text copied',
    close: 'Close',
    offline: {
      title: 'You are offline. Keep writing.',
      body: (count: number) =>
        count === 0
          ? 'What you write is kept on this device and will be merged when the connection returns.'
          : `${spelled(count, 'change')} ${count === 1 ? 'is' : 'are'} kept on this device and will be merged when the connection returns.`,
      readOnly: 'You see the page as it was when the connection was lost.',
    },
    device: {
      title: 'This device cannot keep your changes.',
      body: 'Its storage is full or switched off. They are only in this tab: leave it open until they are saved.',
    },
    storage: {
      title: 'The server could not store your last change.',
      body: 'Everything you wrote is still here, and it is sent again by itself. If this lasts, tell whoever runs the server.',
    },
    refused: {
      title: 'The server refused your last change.',
      body: 'It is not stored. Everything you wrote is still here: copy the text to be safe, then reload the page.',
    },
    tooLarge: {
      title: 'Your last change is too large for this server.',
      body: 'It is not stored, and later ones wait behind it. Undo it or make it smaller; copy the text to be safe.',
    },
    signedOut: {
      title: 'You are signed out.',
      body: 'Sign in again and go on: what you wrote is still here and will be sent.',
      act: 'Sign in again',
    },
    otherPerson: {
      title: 'Somebody else has signed in here.',
      body: 'Sign in again to go on here.',
      onDevice:
        'Nothing is sent in their name. What you wrote is kept on this device, and is sent when you are signed in again.',
      inTab:
        'Nothing is sent in their name. What you wrote is only in this tab: leave it open. It is sent when you are signed in again.',
    },
    readOnly: {
      title: 'You may no longer change this page.',
      body: (count: number) =>
        `${spelled(count, 'change')} of yours ${count === 1 ? 'was' : 'were'} not stored. Copy the text before you discard them.`,
    },
    trashed: {
      title: 'This page is in the trash.',
      body: 'It can be read but not changed.',
      act: 'Restore',
    },
    purged: {
      title: 'This page was deleted, or you may no longer see it.',
      body: 'What you see is the copy on this device. Nothing you write here is stored any more.',
      act: 'Go home',
    },
    reload: {
      title: 'This page needs a newer version of Runnel.',
      body: 'Reload to get it. What you wrote is safe.',
      act: 'Reload',
    },
    kept: {
      title: 'This page was replaced on the server.',
      body: 'Your copy had changes that were not stored. They were not mixed in; they are kept here for you.',
      copy: 'Copy my text',
      open: 'Open as new page',
      discard: 'Discard',
      newTitle: (title: string) => `${title} (my copy)`,
      confirm: 'Discard your kept copy?',
      confirmBody: 'The text of it is deleted from this device and cannot be brought back.',
      keep: 'Keep it',
    },
  },

  rename: { title: 'Rename page', label: 'Page name', go: 'Rename', cancel: 'Cancel' },
} as const;

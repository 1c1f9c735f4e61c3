/** Error pages. What happened, what it means for the text, what to do. */
export const errors = {
  code: (status: number, code?: string) => (code ? `Error ${status}, ${code}` : `Error ${status}`),
  home: 'Go home',
  again: 'Try again',
  signIn: 'Sign in',
  notFound: {
    title: 'You cannot open this page',
    body: 'It is not there, or your account may not see it. Whoever sent you the link can let you in.',
  },
  signedOut: {
    title: 'You are signed out',
    body: 'Sign in again to go on. What you wrote is safe.',
  },
  forbidden: {
    title: 'Your role does not allow this',
    body: 'An owner of the workspace can change it in the settings.',
  },
  offline: {
    title: 'This page is not on this device',
    body: 'You are offline, and the page was not opened here before. Pages that were opened open offline too.',
  },
  broken: {
    title: 'This page did not load',
    body: 'The server answered with an error. What you wrote earlier is safe.',
  },
} as const;

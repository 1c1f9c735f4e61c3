/** The door: setup, sign in, invitation. */
export const auth = {
  kept: (workspace: string) => `Kept on ${workspace}’s own server`,
  keptHere: 'Kept on your own server',
  email: 'Email',
  password: 'Password',
  show: 'Show the password',
  hide: 'Hide the password',
  yourName: 'Your name',
  workspace: 'Name of the workspace',
  workspaceHint: 'Your team, company or club',
  passwordHint: 'At least 10 characters. A few words that only you would put together are best.',
  login: {
    title: (workspace: string) => `Sign in to ${workspace}`,
    go: 'Sign in',
    going: 'Signing in',
    invited: 'Invited? Open the link you were sent to create your account.',
    forgotten: 'Forgot your password? An owner of the workspace can make you a link for a new one.',
  },
  setup: {
    title: 'Welcome to Runnel',
    lead: 'Make the owner’s account. You can invite the others afterwards.',
    go: 'Create the workspace',
    going: 'Creating',
    code: 'Setup code',
    codeTitle: 'One more thing',
    codeBody:
      'So that nobody else makes the owner’s account first, this server asks for the code that it printed when it started.',
    codeWrong: 'That is not the code of this start. Look at the last lines of the server’s log.',
    codeGo: 'Continue',
  },
  signup: {
    title: (workspace: string) => `Join ${workspace}`,
    lead: (name: string, role: string) =>
      `${name} invites you to ${role === 'viewer' ? 'read along' : 'write along'}.`,
    go: 'Create your account',
    going: 'Creating',
    have: 'You have an account?',
    signIn: 'Sign in',
    gone: 'This invitation no longer works',
    goneBody: 'It was used up, withdrawn, or has expired. Ask whoever sent it for a new one.',
  },
  reset: {
    title: 'Choose a new password',
    lead: (name: string, workspace: string) =>
      `For ${name} in ${workspace}. Every device of yours is logged out, and this one is signed in.`,
    password: 'New password',
    go: 'Save and sign in',
    going: 'Saving',
    signIn: 'Sign in instead',
    gone: 'This link no longer works',
    goneBody: 'It was used, replaced by a newer one, or has expired. Ask an owner for a new one.',
  },
} as const;

/** Email addresses as the accounts use them: a name to sign in with. No mail is sent. */

export const MAX_EMAIL_LENGTH = 254;

/** The form in which addresses are stored and compared. */
export function normalizeEmail(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}

/** A sentence saying what is wrong with a normalised address; null if it will do. */
export function emailProblem(email: string): string | null {
  if (email === '') return 'Enter an email address.';
  if (
    email.length > MAX_EMAIL_LENGTH ||
    !/^[^\s@<>()"',;:\\\p{C}]+@[^\s@<>()"',;:\\\p{C}]+$/u.test(email)
  ) {
    return 'Enter an email address such as you@example.com.';
  }
  return null;
}

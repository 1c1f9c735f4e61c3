/** What a password must be. Length is what counts; rules about digits and signs only make people write it down. */

export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 256;

/** The commonest passwords that are long enough to pass otherwise. */
const COMMON = new Set(
  `1234567890 12345678910 0123456789 123456789a a123456789 1234567891 0987654321 9876543210 1q2w3e4r5t
   1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 asdfghjkl1 asdfghjkl123
   zxcvbnm123 password10 password11 password12 password123 password1234 password12345 passw0rd123
   passwordpassword adminadmin administrator letmein123 letmeinplease welcome123 welcome1234 iloveyou12
   iloveyou123 changeme123 changemenow football123 baseball123 princess123 sunshine123 superman123
   correcthorsebatterystaple`.split(/\s+/),
);

/** The form in which passwords are measured and hashed: the same whatever keyboard composed it. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** A sentence saying why a password is not accepted, for the person who chose it; null if it will do. */
export function passwordProblem(password: string, email: string | null): string | null {
  // Measured before normalising too: that may cost much for a text of megabytes.
  if (password.length > MAX_PASSWORD_LENGTH * 4) return tooLong;
  const normal = normalizePassword(password);
  const { length } = [...normal];
  if (length < MIN_PASSWORD_LENGTH) return `Use at least ${MIN_PASSWORD_LENGTH} characters.`;
  if (length > MAX_PASSWORD_LENGTH) return tooLong;
  const plain = normal.trim().toLowerCase();
  if (new Set(plain).size < 4 || COMMON.has(plain)) {
    return 'This password is among the first that others would try. Choose another one.';
  }
  if (email && (plain === email || plain === email.split('@')[0])) {
    return 'Choose a password that is not your email address.';
  }
  return null;
}

const tooLong = `Use at most ${MAX_PASSWORD_LENGTH} characters.`;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 12;

/** A new id for an element or a group: 71 random bits. */
export function newId(): string {
  let id = '';
  // Bytes past the last whole round of the alphabet are left out, so that every letter is as likely.
  while (id.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      if (byte < 248 && id.length < LENGTH) id += ALPHABET.charAt(byte % 62);
    }
  }
  return id;
}

/** What people type into the forms of accounts: checked, brought into form, refused with the field's name. */
import { ProblemError, type ErrorCode } from '../../protocol/index.ts';
import { emailProblem, normalizeEmail } from './email.ts';
import { nameProblem, normalizeName } from './names.ts';
import { passwordProblem } from './password-rules.ts';

/** A `ProblemError` about one field; `detail` is a sentence to show beside it. */
export class FieldError extends ProblemError {
  readonly field: string;

  constructor(field: string, detail: string, code: ErrorCode = 'bad_request') {
    super(code, { detail });
    this.field = field;
  }
}

/** A person's name, normalised. Throws a `FieldError`. */
export function parseName(text: string, field = 'name'): string {
  const name = normalizeName(text);
  const problem = nameProblem(name);
  if (problem) throw new FieldError(field, problem);
  return name;
}

/** An email address, normalised. Throws a `FieldError`. */
export function parseEmail(text: string): string {
  const email = normalizeEmail(text);
  const problem = emailProblem(email);
  if (problem) throw new FieldError('email', problem);
  return email;
}

/** A password that somebody chose. Throws a `FieldError`. */
export function parsePassword(password: string, email: string, field = 'password'): string {
  const problem = passwordProblem(password, email);
  if (problem) throw new FieldError(field, problem);
  return password;
}

/** A whole number. Throws a `FieldError`. */
export function parseCount(n: number, from: number, to: number, field: string): number {
  if (Number.isInteger(n) && n >= from && n <= to) return n;
  throw new FieldError(field, `Enter a number from ${from} to ${to}.`);
}

/** A short text that may be empty. Throws a `FieldError`. */
export function parseNote(text: string, longest: number, field: string): string {
  const note = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if ([...note].length > longest) throw new FieldError(field, `Use at most ${longest} characters.`);
  return note.replace(/\p{C}/gu, '');
}

import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { Signed } from '$lib/server/auth/accounts';
import { COOKIE_NAME, cookieOptions } from '$lib/server/auth/cookie';
import { toProblemError } from '$lib/server/http/problem';

/** What a form action answers when it was refused. */
export interface FormRefusal {
  /** A code of the wire contract. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly message: string;
  /** The input that it is about. */
  readonly field?: string;
  /** What was typed, without passwords, to be typed no second time. */
  readonly values: Readonly<Record<string, string>>;
}

/** The text of a field; empty if it is missing or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Turns a refusal of a use case into the form's answer, with `extra`; anything unexpected is thrown on. */
export function refuseForm<E extends object = object>(
  cause: unknown,
  values: Record<string, string> = {},
  extra?: E,
): ActionFailure<FormRefusal & E> {
  const problem = toProblemError(cause);
  if (problem.code === 'internal') throw cause;
  const field =
    cause instanceof Error && 'field' in cause && typeof cause.field === 'string'
      ? cause.field
      : null;
  const refusal: FormRefusal = {
    code: problem.code,
    message: problem.detail ?? problem.toProblem().title,
    values,
    ...(field === null ? {} : { field }),
  };
  return fail(problem.status, { ...refusal, ...(extra ?? ({} as E)) });
}

/** Signs this browser in and goes to `next`; ends the session that it had. */
export async function enter(
  { cookies, locals, url }: RequestEvent,
  signed: Signed,
  next: string,
): Promise<never> {
  if (locals.session) await locals.app.accounts.logout(locals.session.id);
  cookies.set(COOKIE_NAME, signed.token, cookieOptions(url.protocol === 'https:'));
  redirect(303, next);
}

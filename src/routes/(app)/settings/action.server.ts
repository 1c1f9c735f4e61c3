import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { SessionUser } from '$lib/server/auth/accounts';
import { refuseForm, textOf, type FormRefusal } from '../../(auth)/form.server';
import { personNow } from '../person.server';

/** The answer of a form that was carried out; `link` is an address that is shown once, for the person `name`. */
export interface SettingDone {
  readonly done: true;
  readonly link?: string;
  readonly name?: string;
}

interface Request {
  readonly event: RequestEvent;
  readonly user: SessionUser;
  /** The text of a field of the form; empty if it is missing. */
  readonly field: (name: string) => string;
}

/** A form action of the settings. Its answer has the action's name, as the page has several forms. */
export function action<N extends string>(
  name: N,
  step: (request: Request) => Promise<{ readonly link: string; readonly name?: string } | void>,
  kept: readonly string[] = [],
) {
  return async (
    event: RequestEvent,
  ): Promise<({ action: N } & SettingDone) | ActionFailure<{ action: N } & FormRefusal>> => {
    const form = await event.request.formData();
    const field = (each: string) => textOf(form, each);
    try {
      const user = await personNow(event);
      return { action: name, done: true, ...(await step({ event, user, field })) };
    } catch (cause) {
      const values = Object.fromEntries(kept.map((each) => [each, field(each)]));
      return refuseForm(cause, values, { action: name });
    }
  };
}

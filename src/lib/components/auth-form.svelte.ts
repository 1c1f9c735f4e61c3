import type { SubmitFunction } from '@sveltejs/kit';
import { forgetPages } from './shell/worker.ts';

/** What a form of the door answers when it was refused. */
export interface Refused {
  readonly message: string;
  readonly field?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A form of the door that is sent once at a time and keeps what was typed. */
export class DoorForm {
  busy = $state(false);

  readonly submit: SubmitFunction = ({ cancel }) => {
    if (this.busy) return cancel();
    this.busy = true;
    return async ({ result, update }) => {
      // Pages kept for somebody else on this device are not this person's.
      if (result.type === 'redirect') await forgetPages();
      await update({ reset: false });
      this.busy = false;
    };
  };
}

/** The sentence for one input, if it is the one refused. */
export function errorOf(form: Refused | null, field: string): string | undefined {
  return form?.field === field ? form.message : undefined;
}

import type { SubmitFunction } from '@sveltejs/kit';
import { shell as t } from '../../strings/index.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';

/** What a form of the settings answers: done, or why not. */
export interface SettingAnswer {
  readonly action: string;
  readonly done?: true;
  readonly link?: string;
  /** Whom the link is for. */
  readonly name?: string;
  readonly message?: string;
  readonly field?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** The answer to one of the page's forms; null if another was sent, or none. */
export function answerTo(form: SettingAnswer | null, action: string): SettingAnswer | null {
  return form?.action === action ? form : null;
}

/** Sends a form of the settings; `done` is said when it was carried out. */
export function settingForm(toasts: Toasts, done: string | null, reset = false): SubmitFunction {
  return () =>
    async ({ result, update }) => {
      await update({ reset });
      if (result.type === 'success' && done) toasts.show(done);
      if (result.type === 'error') toasts.show(t.unreachable);
    };
}

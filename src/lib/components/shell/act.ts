import { applyAction, deserialize } from '$app/forms';
import type { ActionResult } from '@sveltejs/kit';

/**
 * Calls a form action without a form: for palette commands and undo. Follows a redirect.
 * Resolves to the result; a network failure rejects with a TypeError.
 */
export async function act(action: string, fields: Record<string, string>): Promise<ActionResult> {
  const response = await fetch(action, {
    method: 'POST',
    headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
    body: new URLSearchParams(fields),
  });
  const result: ActionResult = deserialize(await response.text());
  if (result.type === 'redirect') await applyAction(result);
  return result;
}

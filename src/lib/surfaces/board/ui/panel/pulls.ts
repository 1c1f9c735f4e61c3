import type { Attachment } from 'svelte/attachments';

/** What an input does that is pulled. */
export interface Pull {
  readonly set: (value: string) => void;
  /** Also called where nothing was pulled. */
  readonly finish: () => void;
}

/**
 * Tells what an input has while it is pulled, and the end of that: also where the browser has no `change` to tell, as of
 * what was pulled back to where it began, and where the input goes away meanwhile.
 * @param shown what the input shall have once it rests
 */
export function pulls(pull: () => Pull, shown: () => string): Attachment<HTMLInputElement> {
  return (input) => {
    const stop = new AbortController();
    const { signal } = stop;
    /** By what the input is held. A key that is held tells a `change` for each of its steps. */
    const held = new Set<'key' | 'pointer'>();
    const endUnlessHeld = (): void => {
      if (held.size > 0) return;
      pull().finish();
      input.value = shown();
    };
    const lift = (...by: ('key' | 'pointer')[]): void => {
      for (const each of by) held.delete(each);
      endUnlessHeld();
    };
    input.addEventListener('keydown', () => held.add('key'), { signal });
    input.addEventListener('keyup', () => lift('key'), { signal });
    input.addEventListener('pointerdown', () => held.add('pointer'), { signal });
    input.addEventListener('pointerup', () => lift('pointer'), { signal });
    input.addEventListener('pointercancel', () => lift('pointer'), { signal });
    input.addEventListener('blur', () => lift('key', 'pointer'), { signal });
    input.addEventListener('input', () => pull().set(input.value), { signal });
    input.addEventListener('change', endUnlessHeld, { signal });
    return () => {
      stop.abort();
      pull().finish();
    };
  };
}

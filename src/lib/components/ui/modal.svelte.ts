import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

interface Modal {
  /** Whether it is to be open; read reactively. */
  readonly open: () => boolean;
  /** Makes `open` false. Called more than once for one closing. */
  readonly leave: () => void;
  /** Called each time it has opened. */
  readonly opened?: (element: HTMLDialogElement) => void;
}

/**
 * Keeps a `<dialog>` and the state that says whether it is open together. The browser tells of a closing by the
 * `close` event, a task later; a key that was pressed in between met a state that was no longer true, and an
 * opening in between was closed again. So the state follows the request to close, and a late `close` counts only
 * if nothing opened the dialog again.
 */
export function modal({ open, leave, opened }: Modal): Attachment<HTMLDialogElement> {
  return (element) => {
    // File inputs send a `cancel` that bubbles.
    const onCancel = (event: Event): void => {
      if (event.target === element) leave();
    };
    const onClose = (): void => {
      if (!element.open) leave();
    };
    element.addEventListener('cancel', onCancel);
    element.addEventListener('close', onClose);

    $effect(() => {
      if (open() === element.open) return;
      if (element.open) return element.close();
      element.showModal();
      untrack(() => opened?.(element));
    });

    return () => {
      element.removeEventListener('cancel', onCancel);
      element.removeEventListener('close', onClose);
    };
  };
}

import type { Create } from './commands.ts';
import type { Shell } from './shell.svelte.ts';

/** True where keys are text: inputs, and documents that are being edited. */
function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The shortcuts that hold everywhere. True if the key was one of them. */
export function frameKey(
  event: KeyboardEvent,
  shell: Shell,
  actions: { create: Create | null; home: () => void },
): boolean {
  if (event.isComposing || event.defaultPrevented) return false;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.altKey && !event.shiftKey && event.code === 'KeyK') {
    shell.palette = !shell.palette;
    return true;
  }
  if (command && !event.altKey && event.key === '\\') {
    shell.toggleSidebar();
    return true;
  }
  // By the key's place: with Alt, some keyboards produce another letter.
  if (event.altKey && !command) {
    if (event.code === 'KeyN' && actions.create) {
      actions.create(event.shiftKey ? 'board' : 'text');
      return true;
    }
    if (event.code === 'KeyH' && !event.shiftKey) {
      actions.home();
      return true;
    }
    return false;
  }
  if (event.key === '?' && !command && !isWriting(event.target)) {
    shell.shortcuts = true;
    return true;
  }
  if (event.key === 'Escape' && shell.sheet) {
    shell.sheet = false;
    return true;
  }
  return false;
}

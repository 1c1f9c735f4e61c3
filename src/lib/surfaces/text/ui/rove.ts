/**
 * Moves the focus among the buttons of a toolbar or menu, as far as a key says so.
 * @param keys the keys for back and forth
 * @returns whether the key was taken
 */
export function rove(
  event: KeyboardEvent,
  container: HTMLElement,
  [back, forth]: readonly [string, string],
): boolean {
  const all = [...container.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const at = all.findIndex((button) => button === document.activeElement);
  const to =
    event.key === back
      ? at - 1
      : event.key === forth
        ? at + 1
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? all.length - 1
            : null;
  if (to === null || all.length === 0) return false;
  event.preventDefault();
  all[(to + all.length) % all.length]?.focus();
  return true;
}

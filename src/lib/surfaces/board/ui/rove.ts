const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

/**
 * Moves the focus among controls that are one stop for Tab: arrows step and go round, Home and End jump.
 * @returns the control that has the focus now, or null when the key was another one
 */
export function rove(
  event: KeyboardEvent,
  container: HTMLElement,
  selector: string,
): HTMLElement | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const all = [...container.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((each) => each === event.target);
  const step = STEPS[event.key];
  const to =
    event.key === 'Home' ? 0 : event.key === 'End' ? -1 : step === undefined ? null : at + step;
  const next = to === null ? undefined : all.at(to % all.length);
  if (at === -1 || next === undefined) return null;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  return next;
}

/**
 * Attributes of an element that may be wider than the page and scrolls by itself: readers without a mouse
 * must be able to go there. Writers go there with the caret; see `makeScrollable` in the editor.
 */
export function scrolls(label: string): { tabindex: string; role: string; 'aria-label': string } {
  return { tabindex: '0', role: 'group', 'aria-label': label };
}

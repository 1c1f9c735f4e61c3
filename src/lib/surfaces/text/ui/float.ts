import { autoUpdate, computePosition, flip, offset, shift, type Placement } from '@floating-ui/dom';

/** What a floating element stands beside. */
export interface Anchor {
  /** Its place in the window, asked again whenever something may have moved. */
  readonly rect: () => DOMRect;
  /** An element that scrolls with it. */
  readonly within: Element;
}

export interface FloatOptions {
  readonly placement?: Placement;
  /** Distance in pixels. */
  readonly gap?: number;
}

/**
 * Puts an element beside its anchor and keeps it there, inside what is seen. The element is `position: fixed`.
 * @returns stops it
 */
export function float(
  element: HTMLElement,
  anchor: Anchor,
  { placement = 'bottom-start', gap = 8 }: FloatOptions = {},
): () => void {
  const reference = { getBoundingClientRect: anchor.rect, contextElement: anchor.within };
  return autoUpdate(reference, element, () => {
    void computePosition(reference, element, {
      placement,
      strategy: 'fixed',
      middleware: [offset(gap), flip({ padding: 8 }), shift({ padding: 8 })],
    }).then(({ x, y }) => {
      element.style.left = `${Math.round(x)}px`;
      element.style.top = `${Math.round(y)}px`;
      element.style.opacity = '1';
    });
  });
}

/** An element as an anchor. */
export function anchorTo(element: Element): Anchor {
  return { rect: () => element.getBoundingClientRect(), within: element };
}

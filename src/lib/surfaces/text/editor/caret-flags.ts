import type { PluginView } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { firstName, type CaretUser } from './caret-states.ts';

/** How long a name stays after its person last did something, in milliseconds. */
const FOLD_AFTER = 3000;
/** How near the pointer must be to a folded flag to open it, in pixels. */
const NEAR = 10;
/** Height of a flag with its distance from the line, in pixels. */
const FLAG_HEIGHT = 18;

/**
 * The carets of others as elements: a line and a flag with the name. The flag shows while its person types and a
 * little longer, then folds into a dot; the pointer opens it again. It never takes the pointer's clicks.
 */
export class CaretFlags {
  private readonly elements = new Map<number, HTMLElement>();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Builds the caret of one client. ProseMirror calls it again whenever the caret moves elsewhere. */
  build(user: CaretUser, clientID: number): HTMLElement {
    const caret = document.createElement('span');
    caret.className = `caret p${user.hue}`;
    // By this the page finds the caret of a person who is followed.
    caret.dataset['client'] = String(clientID);
    caret.contentEditable = 'false';
    // A caret is for the eyes: read aloud in the middle of a sentence it would be noise.
    caret.setAttribute('aria-hidden', 'true');
    const flag = document.createElement('span');
    flag.className = 'flag';
    flag.textContent = firstName(user.name);
    caret.append(flag);
    this.elements.set(clientID, caret);
    if (!this.timers.has(clientID)) caret.classList.add('idle');
    requestAnimationFrame(() => this.place(caret));
    return caret;
  }

  /** Watches who does something, where the pointer is, and what the view shows. */
  attach(view: EditorView, doc: Y.Doc, awareness: Awareness): PluginView {
    const moved = ({
      updated,
      added,
      removed,
    }: Record<'updated' | 'added' | 'removed', number[]>) => {
      for (const clientID of [...added, ...updated]) this.wake(clientID);
      for (const clientID of removed) this.forget(clientID);
    };
    const typed = (transaction: Y.Transaction): void => {
      for (const [clientID, clock] of transaction.afterState) {
        if (transaction.local || transaction.beforeState.get(clientID) === clock) continue;
        if (awareness.getStates().has(clientID)) this.wake(clientID);
      }
    };
    const pointer = (event: PointerEvent): void => {
      for (const caret of this.elements.values()) {
        const { left, top, bottom } = caret.getBoundingClientRect();
        const near =
          Math.abs(event.clientX - left) < NEAR &&
          event.clientY > top - NEAR &&
          event.clientY < bottom + NEAR;
        caret.classList.toggle('open', near);
      }
    };
    const scrolled = (): void => {
      for (const caret of this.elements.values()) this.place(caret);
    };
    awareness.on('change', moved);
    doc.on('afterTransaction', typed);
    view.dom.addEventListener('pointermove', pointer, { passive: true });
    document.addEventListener('scroll', scrolled, { capture: true, passive: true });
    return {
      destroy: () => {
        awareness.off('change', moved);
        doc.off('afterTransaction', typed);
        view.dom.removeEventListener('pointermove', pointer);
        document.removeEventListener('scroll', scrolled, { capture: true });
        for (const clientID of [...this.timers.keys()]) this.forget(clientID);
        this.elements.clear();
      },
    };
  }

  private wake(clientID: number): void {
    clearTimeout(this.timers.get(clientID));
    this.elements.get(clientID)?.classList.remove('idle');
    this.timers.set(
      clientID,
      setTimeout(() => {
        this.timers.delete(clientID);
        this.elements.get(clientID)?.classList.add('idle');
      }, FOLD_AFTER),
    );
  }

  private forget(clientID: number): void {
    clearTimeout(this.timers.get(clientID));
    this.timers.delete(clientID);
    this.elements.delete(clientID);
  }

  /** Keeps the flag inside what is seen: below the line at the top, to the left at the right edge. */
  private place(caret: HTMLElement): void {
    if (!caret.isConnected) return;
    const view = scrollParent(caret).getBoundingClientRect();
    const { left, top } = caret.getBoundingClientRect();
    const width = caret.firstElementChild?.scrollWidth ?? 0;
    caret.classList.toggle('below', top - FLAG_HEIGHT < Math.max(view.top, 0));
    caret.classList.toggle('leftward', left + width > Math.min(view.right, window.innerWidth));
  }
}

function scrollParent(element: HTMLElement): Element {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}

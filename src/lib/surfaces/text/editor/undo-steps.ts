import type { Node } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { ySyncPluginKey } from 'y-prosemirror';

/** Typing without a pause is cut before the next word after this long, in milliseconds. */
const LONG = 4000;

type Kind = 'typing' | 'deleting' | 'command';

/**
 * Decides where one step of undo ends and the next begins. Letters typed one after another, or deleted one after
 * another, are a step together until there is a pause; everything else (what is pasted, a new line, formatting, a list)
 * is a step of its own.
 */
export class UndoSteps {
  private readonly undo: { stopCapturing(): void };
  private readonly now: () => number;
  private kind: Kind | null = null;
  private since = 0;
  /** A command is still running: it may take several transactions. */
  private running = false;

  constructor(undo: { stopCapturing(): void }, now: () => number = Date.now) {
    this.undo = undo;
    this.now = now;
  }

  /** Must hear of every transaction of the editor before it is written into the shared document. */
  take(tr: Transaction): void {
    // What others wrote, what undo did, and repairs.
    if (tr.getMeta(ySyncPluginKey) !== undefined || tr.getMeta('addToHistory') === false) return;
    if (!tr.docChanged) {
      // The caret went elsewhere: what is typed there has nothing to do with what was typed before.
      if (tr.selectionSet && !this.running) this.kind = null;
      return;
    }
    const kind = kindOf(tr);
    if (this.running && this.kind !== 'typing') return;
    const age = this.now() - this.since;
    const long = age > 2 * LONG || (age > LONG && /^\s/.test(inserted(tr)));
    if (kind === 'command' || kind !== this.kind || long || replacesSelection(tr)) {
      this.undo.stopCapturing();
      this.since = this.now();
    }
    this.kind = kind;
    this.running = true;
    queueMicrotask(() => (this.running = false));
  }
}

function kindOf(tr: Transaction): Kind {
  const [step, ...others] = tr.steps;
  const event: unknown = tr.getMeta('uiEvent');
  if (!(step instanceof ReplaceStep) || others.length > 0 || event !== undefined) return 'command';
  const { from, to, slice } = step;
  const $from = tr.docs[0]?.resolve(from);
  if ($from === undefined || to > $from.end() || !$from.parent.isTextblock) return 'command';
  if (slice.size === 0) return replacesSelection(tr) ? 'command' : 'deleting';
  const letters = slice.content.content.every((node: Node) => node.isText);
  return letters && !inserted(tr).includes('\n') ? 'typing' : 'command';
}

function inserted(tr: Transaction): string {
  const [step] = tr.steps;
  return step instanceof ReplaceStep
    ? step.slice.content.textBetween(0, step.slice.content.size)
    : '';
}

/** More than a letter goes at once, as when selected words are typed over. */
function replacesSelection(tr: Transaction): boolean {
  const [step] = tr.steps;
  return step instanceof ReplaceStep && step.to - step.from > 2 && inserted(tr).length < 2;
}

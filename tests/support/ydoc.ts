import * as Y from 'yjs';

/** A `Y.Doc` that notes the updates of its own edits, as an editor would push them. */
export class Replica {
  readonly doc = new Y.Doc();
  #own: Uint8Array[] = [];

  constructor() {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== REMOTE) this.#own.push(update);
    });
  }

  /** Adds a paragraph at the end of the content and returns the update that does it. */
  write(text: string): Uint8Array {
    return this.edit((doc) => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(text)]);
      const content = doc.getXmlFragment('content');
      content.insert(content.length, [paragraph]);
    });
  }

  /** Makes an edit and returns its update; throws if nothing changed. */
  edit(fn: (doc: Y.Doc) => void): Uint8Array {
    this.doc.transact(() => fn(this.doc));
    return this.take();
  }

  /** The own updates since the last call, merged to one. */
  take(): Uint8Array {
    const updates = this.#own;
    this.#own = [];
    const [first] = updates;
    if (!first) throw new Error('the edit changed nothing');
    return updates.length === 1 ? first : Y.mergeUpdates(updates);
  }

  apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, REMOTE);
  }

  applyV2(update: Uint8Array): void {
    Y.applyUpdateV2(this.doc, update, REMOTE);
  }

  /** The texts of the paragraphs that hold any. */
  get paragraphs(): string[] {
    return paragraphs(this.doc);
  }

  get title(): string {
    return this.doc.getText('title').toString();
  }
}

const REMOTE = Symbol('remote');

/** The texts of the content's blocks that hold any. */
export function paragraphs(doc: Y.Doc): string[] {
  return doc
    .getXmlFragment('content')
    .toArray()
    .map((each) => (each instanceof Y.XmlElement ? textOf(each) : ''))
    .filter((text) => text !== '');
}

function textOf(element: Y.XmlElement): string {
  return element
    .toArray()
    .map((each) => (each instanceof Y.XmlText ? each.toString() : ''))
    .join('');
}

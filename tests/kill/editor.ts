import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { MemoryDevice } from '../../src/lib/sync/device-memory.ts';
import { createProvider, type Provider } from '../../src/lib/sync/index.ts';
import type { Random } from './random.ts';
import type { Lives } from './raw.ts';

/** Somebody who writes with the real client: words at random places, and takes some of them back. */
export class Editor {
  readonly doc = new Y.Doc();
  readonly provider: Provider;
  /** Words that the provider has called saved. */
  readonly saved = new Set<string>();
  /** Words that were taken back, and whose removal the provider has called saved. */
  readonly removed = new Set<string>();
  /** How often everything was saved. */
  saves = 0;
  readonly #name: string;
  readonly #random: Random;
  #written: string[] = [];
  #takenBack: string[] = [];
  #count = 0;

  constructor(
    name: string,
    random: Random,
    target: { url: string; token: string; documentId: string; userId: string },
  ) {
    this.#name = name;
    this.#random = random;
    this.provider = createProvider({
      ...target,
      doc: this.doc,
      awareness: new Awareness(this.doc),
      device: new MemoryDevice(),
      tabs: null,
    });
    this.provider.on('status', () => this.#note());
  }

  async run(lives: Lives): Promise<void> {
    while (!lives.over()) {
      // Whether the server is there makes no difference to somebody who writes.
      if (this.provider.status.loaded) this.#edit();
      await new Promise((resolve) => setTimeout(resolve, 5 + this.#random() * 25));
    }
  }

  /** Everything this editor wrote is acknowledged, and it hears from the server. */
  get settled(): boolean {
    this.#note();
    const { connection, pending } = this.provider.status;
    return connection === 'live' && pending === 0 && this.#written.length === 0;
  }

  #edit(): void {
    const content = this.doc.getXmlFragment('content');
    if (this.saved.size > 0 && this.#random() < 0.15) {
      this.#takeBack(content);
      return;
    }
    const word = `${this.#name}-${this.#count++}`;
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(word)]);
    content.insert(Math.floor(this.#random() * (content.length + 1)), [paragraph]);
    this.#written.push(word);
  }

  /** Deletes a paragraph of one's own, if chance finds one: looking at all of them would take too long. */
  #takeBack(content: Y.XmlFragment): void {
    for (let tries = 0; tries < 10 && content.length > 0; tries++) {
      const index = Math.floor(this.#random() * content.length);
      const text = textOf(content.get(index));
      if (!this.saved.has(text)) continue;
      content.delete(index, 1);
      this.saved.delete(text);
      this.#takenBack.push(text);
      return;
    }
  }

  /** Called at every change of status, before anything else can be written. */
  #note(): void {
    if (this.provider.status.pending > 0) return;
    if (this.#written.length + this.#takenBack.length === 0) return;
    this.saves++;
    for (const word of this.#written) this.saved.add(word);
    for (const word of this.#takenBack) this.removed.add(word);
    this.#written = [];
    this.#takenBack = [];
  }
}

/** The texts of the paragraphs of a document's content. */
export function paragraphs(content: Y.XmlFragment): string[] {
  return content.toArray().map(textOf);
}

function textOf(node: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (!(node instanceof Y.XmlElement)) return '';
  const texts = node.toArray().map((each) => (each instanceof Y.XmlText ? each.toString() : ''));
  return texts.join('');
}

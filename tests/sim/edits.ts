import * as Y from 'yjs';
import type { SeededRandom } from './random.ts';
import type { SimTab } from './browser.ts';

/** One character that marks words as typed into this lineage: no deletion can make it of another. */
export function markOf(lineage: number): string {
  return String.fromCharCode(0x2460 + lineage);
}

/** The first mark of another lineage in the text, if there is one. */
export function foreignMark(text: string, lineage: number): string | null {
  return [...text].find((each) => /[\u2460-\u24ff]/.test(each) && each !== markOf(lineage)) ?? null;
}

/** The lineage that a doc's content says it is of; null while it has no content. */
export function lineageOf(doc: Y.Doc): number | null {
  const tag = doc.getMap('elements').get('lineage');
  return typeof tag === 'number' ? tag : null;
}

/** What somebody mostly does. `tidying`: deletes, which no state vector shows. `undoing`: undo and redo, all the time. */
export type Habit = 'tidying' | 'undoing';

const HABITS = {
  tidying: [3, 3, 5, 9],
  undoing: [3, 10, 10, 10, 10],
};

/** Does what a user might do. Every text carries the lineage that it was typed into. */
export function randomEdit(tab: SimTab, random: SeededRandom, habit: Habit | null): void {
  const { doc } = tab;
  const lineage = lineageOf(doc);
  if (lineage === null) return;
  const word = `${markOf(lineage)}${random.int(0, 36 ** 4).toString(36)} `;
  const content = doc.getXmlFragment('content');
  const title = doc.getText('title');
  const elements = doc.getMap<unknown>('elements');
  const often = habit && random.chance(0.8) ? random.pick(HABITS[habit]) : undefined;
  switch (often ?? random.int(0, 11)) {
    case 0:
    case 1:
    case 2:
      typeInto(pickText(content, random), word, random);
      break;
    case 3:
      deleteFrom(pickText(content, random), random);
      break;
    case 4: {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(word)]);
      content.insert(random.int(0, content.length + 1), [paragraph]);
      break;
    }
    case 5:
      if (content.length > 1) content.delete(random.int(0, content.length), 1);
      break;
    case 6:
      if (title.length > 200) title.delete(0, 150);
      typeInto(title, word, random);
      break;
    case 7: {
      const element = new Y.Map<unknown>();
      element.set('label', word);
      elements.set(`e${random.int(0, 6)}`, element);
      break;
    }
    case 8: {
      const element = elements.get(`e${random.int(0, 6)}`);
      if (element instanceof Y.Map) element.set('x', random.int(0, 100));
      break;
    }
    case 9:
      elements.delete(`e${random.int(0, 6)}`);
      break;
    default:
      if (random.chance(0.7)) tab.undo.undo();
      else tab.undo.redo();
  }
}

/** All that a reader of the document sees. */
export function contentOf(doc: Y.Doc): string {
  return JSON.stringify({
    content: doc.getXmlFragment('content').toString(),
    title: doc.getText('title').toString(),
    elements: sorted(doc.getMap('elements').toJSON()),
  });
}

function pickText(content: Y.XmlFragment, random: SeededRandom): Y.XmlText | null {
  const texts = content.toArray().flatMap((node) => {
    const text = node instanceof Y.XmlElement ? node.get(0) : null;
    return text instanceof Y.XmlText ? [text] : [];
  });
  return random.pick(texts) ?? null;
}

function typeInto(text: Y.Text | null, word: string, random: SeededRandom): void {
  if (!text) return;
  const at = random.int(0, text.length + 1);
  if (random.chance(0.2)) text.insert(at, word, { bold: random.chance(0.5) });
  else text.insert(at, word);
}

function deleteFrom(text: Y.Text | null, random: SeededRandom): void {
  if (!text || text.length === 0) return;
  const at = random.int(0, text.length);
  text.delete(at, Math.min(text.length - at, random.int(1, 12)));
}

/** Keys in one order: that of a map's keys says nothing. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
  return entries.sort(([left], [right]) => (left < right ? -1 : 1));
}

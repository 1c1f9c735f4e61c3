import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { SeededRandom } from '../sim/random.ts';

/** Bytes of an update written by hand: numbers are varints, strings and byte arrays come with their length. */
export function bytesOf(
  ...parts: (number | string | Uint8Array | { raw: number[] })[]
): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part);
    else if (typeof part === 'string') encoding.writeVarString(encoder, part);
    else if (part instanceof Uint8Array) encoding.writeVarUint8Array(encoder, part);
    else for (const byte of part.raw) encoding.writeUint8(encoder, byte);
  }
  return encoding.toUint8Array(encoder);
}

/** Damages a valid update: flips, cuts, inserts, repeats. */
export function mutate(update: Uint8Array, random: SeededRandom): Uint8Array {
  const bytes = Uint8Array.from(update);
  const at = random.int(0, bytes.length);
  switch (random.int(0, 9)) {
    case 0:
    case 1:
    case 2:
    case 3:
      for (let flips = random.int(1, 4); flips > 0; flips--) {
        const place = random.int(0, bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 << random.int(0, 8));
      }
      return bytes;
    case 4:
      return bytes.slice(0, at);
    case 5:
      bytes[at] = random.int(0, 256);
      return bytes;
    case 6:
      return Uint8Array.from([...bytes.slice(0, at), random.int(0, 256), ...bytes.slice(at)]);
    case 7:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1)]);
    default: {
      const part = bytes.slice(at, at + random.int(1, 9));
      const to = random.int(0, bytes.length);
      bytes.set(part.slice(0, bytes.length - to), to);
      return bytes;
    }
  }
}

/** A few random edits of all that a document is made of. */
export function scribble(doc: Y.Doc, random: SeededRandom): void {
  const title = doc.getText('title');
  const content = doc.getXmlFragment('content');
  const elements = doc.getMap('elements');
  for (let left = random.int(1, 5); left > 0; left--) {
    const paragraph = content.length > 0 ? content.get(random.int(0, content.length)) : null;
    const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
    switch (random.int(0, 9)) {
      case 0:
        title.insert(random.int(0, title.length + 1), 'héllo 👍'.slice(0, random.int(1, 6)));
        break;
      case 1:
        if (title.length > 2) title.delete(random.int(0, title.length - 2), random.int(1, 3));
        break;
      case 2: {
        const element = new Y.XmlElement('paragraph');
        element.insert(0, [new Y.XmlText('para')]);
        content.insert(random.int(0, content.length + 1), [element]);
        break;
      }
      case 3:
        if (text instanceof Y.XmlText && text.length > 3) {
          text.format(random.int(0, text.length - 2), 2, { bold: random.chance(0.5) ? {} : null });
          text.insert(random.int(0, text.length + 1), 'abc');
        }
        break;
      case 4:
        if (content.length > 4) content.delete(random.int(0, content.length), 1);
        break;
      case 5:
        elements.set(`k${random.int(0, 5)}`, { at: [random.int(0, 1e6), 'x', null, true, 1.5] });
        break;
      case 6: {
        const element = new Y.Map();
        elements.set(`e${random.int(0, 3)}`, element);
        element.set('x', random.int(0, 100));
        break;
      }
      case 7:
        elements.delete(`k${random.int(0, 5)}`);
        break;
      default:
        if (paragraph instanceof Y.XmlElement) {
          paragraph.setAttribute('level', String(random.int(0, 3)));
        }
    }
  }
}

/**
 * All that makes two replicas the same, now and after any further update: for each list the ids in their order
 * and which are deleted, for each map the entries that count, the state vector and the deletions.
 */
export function stateOf(doc: Y.Doc): string {
  const lines: string[] = [];
  const walk = (type: Pick<Y.Text, '_start' | '_map'>, path: string): void => {
    const list: string[] = [];
    for (let item = type._start; item !== null; item = item.right) {
      for (let i = 0; i < item.length; i++) list.push(nameOf(item, i));
      walkInto(item, path);
    }
    const map: string[] = [];
    for (const [key, item] of type._map) {
      map.push(`${key}=${nameOf(item, item.length - 1)}`);
      walkInto(item, path);
    }
    if (list.length + map.length > 0) lines.push(`${path}: ${list.join()} ${map.sort().join()}`);
  };
  const walkInto = ({ id, deleted, content }: Y.Item, path: string): void => {
    if (!deleted && content instanceof Y.ContentType) {
      walk(content.type, `${path}/${id.client}:${id.clock}`);
    }
  };
  for (const [name, type] of doc.share) walk(type, name);
  const { sv, ds } = Y.snapshot(doc);
  const byClient = (a: [number, unknown], b: [number, unknown]) => a[0] - b[0];
  lines.sort();
  lines.push(
    JSON.stringify([...sv].sort(byClient)),
    JSON.stringify([...ds.clients].sort(byClient)),
  );
  return lines.join('\n');
}

function nameOf({ id, deleted }: Y.Item, offset: number): string {
  return `${id.client}:${id.clock + offset}${deleted ? 'x' : ''}`;
}

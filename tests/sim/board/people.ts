import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import { SpatialIndex } from '../../../src/lib/surfaces/board/geometry/spatial.ts';
import { Board } from '../../../src/lib/surfaces/board/model/board.ts';
import { renderBoard } from '../../../src/lib/surfaces/board/render.ts';
import type { SimTab } from '../browser.ts';
import { lineageOf, markOf } from '../edits.ts';
import type { SeededRandom } from '../random.ts';
import type { Surface } from '../world.ts';
import { latest, mapIn, nameOf, valueOf, type Write } from './causality.ts';
import { randomWork } from './random-work.ts';
import { Witness } from './witness.ts';

/** A board that is open in a tab, and all that a page keeps beside it. */
interface Open {
  readonly board: Board;
  readonly space: SpatialIndex;
  readonly witness: Witness;
  readonly lineage: number;
}

/**
 * People who work on a board, and what is to hold whatever happens to them: everybody ends with the same scene; of changes
 * of one property the last one holds, by who knew of whom; undo takes back one's own; no element is half there.
 */
export class BoardPeople implements Surface {
  readonly kind = 'board';
  readonly #open = new Map<Y.Doc, Open>();
  readonly #writes: (Write & { readonly lineage: number })[] = [];
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void = () => undefined) {
    this.#log = log;
  }

  edit(tab: SimTab, random: SeededRandom, habit: string | null): void {
    const lineage = lineageOf(tab.doc);
    if (lineage === null) return;
    const open = this.boardOf(tab.doc, lineage);
    const undoing = habit === 'undoing' && random.chance(0.6);
    const { name, touches, work } = randomWork(open.board, random, markOf(lineage), undoing);
    open.witness.expect(name, touches);
    work();
    this.#log(`${tab.name} ${name}, ${String(open.board.elements.length)} elements`);
    if (open.witness.wrongs.length > 0) throw new Error(open.witness.wrongs.join('\n'));
  }

  /** The board of a doc, opened when it is first asked for. */
  boardOf(doc: Y.Doc, lineage = lineageOf(doc) ?? 0): Open {
    let open = this.#open.get(doc);
    if (open === undefined) {
      const board = new Board(doc);
      const witness = new Witness(board, (write) => this.#writes.push({ ...write, lineage }));
      open = { board, witness, lineage, space: new SpatialIndex(board) };
      this.#open.set(doc, open);
    }
    return open;
  }

  check(server: Y.Doc, tabs: readonly SimTab[]): void {
    const svg = svgOf(server);
    const truth = new Board(server);
    for (const { doc, name } of tabs) {
      const { board, space } = this.boardOf(doc);
      if (!isDeepStrictEqual(board.elements, truth.elements))
        throw new Error(`${name} shows another scene:\n${differing(board, truth)}`);
      if (svgOf(doc) !== svg) throw new Error(`${name} draws something else`);
      const fresh = new SpatialIndex(board);
      for (const { id } of board.elements) {
        if (!isDeepStrictEqual(space.boundsOf(id), fresh.boundsOf(id)))
          throw new Error(`${name} looks for ${id} where it is not`);
      }
      fresh.destroy();
    }
    for (const element of truth.elements) {
      if (element.type === 'unknown') throw new Error(`half there: ${JSON.stringify(element)}`);
    }
    this.#checkWrites(server);
  }

  #checkWrites(server: Y.Doc): void {
    const lineage = lineageOf(server);
    const state = Y.decodeStateVector(Y.encodeStateVector(server));
    const { ds } = Y.snapshot(server);
    const root = server.getMap<unknown>('elements');
    // What nobody has any more, as a tab died with it, is no change.
    const isThere = ({ item, value }: Write): boolean =>
      value === null ? Y.isDeleted(ds, item) : (state.get(item.client) ?? 0) > item.clock;
    const byProperty = new Map<string, Write[]>();
    for (const write of this.#writes) {
      if (write.lineage !== lineage || !isThere(write)) continue;
      const property = `${write.target} ${write.key}`;
      const others = byProperty.get(property);
      if (others === undefined) byProperty.set(property, [write]);
      else others.push(write);
    }
    for (const writes of byProperty.values()) {
      const [{ target, key } = { target: '', key: '' }] = writes;
      const map = target === 'root' ? root : this.#living(root, target);
      if (map === null) continue;
      const item = map._map.get(key);
      const now =
        item === undefined || item.deleted
          ? null
          : mapIn(item) === null
            ? valueOf(map.get(key))
            : nameOf(item.id);
      const last = latest(writes);
      if (!last.some(({ value }) => value === now))
        throw new Error(
          `lost: ${target} ${key} is ${String(now)}, last written were ${last.map(({ value, story }) => `${String(value)} (${story})`).join(', ')}`,
        );
    }
  }

  #living(root: Y.Map<unknown>, target: string): Y.Map<unknown> | null {
    for (const item of root._map.values()) {
      if (!item.deleted && nameOf(item.id) === target) return mapIn(item);
    }
    return null;
  }
}

function svgOf(doc: Y.Doc): string {
  return renderBoard(doc, { theme: 'auto', background: 'paper' }).svg;
}

function differing(one: Board, other: Board): string {
  const left = one.elements.map((element) => JSON.stringify(element));
  const right = other.elements.map((element) => JSON.stringify(element));
  const at = left.findIndex((line, i) => line !== right[i]);
  return `${String(left.length)} and ${String(right.length)} elements, from ${String(at)}\n${String(left[at])}\n${String(right[at])}`;
}

import fc from 'fast-check';
import type { Node } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Command, type Transaction } from '@tiptap/pm/state';
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow } from '@tiptap/pm/tables';
import { expect, test } from 'vitest';
import { initProseMirrorDoc, prosemirrorToYXmlFragment, updateYFragment } from 'y-prosemirror';
import * as Y from 'yjs';
import { CONTENT_ROOT, textSchema } from '../schema.ts';
import { hasRaggedTable, repairTables } from './table-repair.ts';

/** An editor without a page: reads the document into ProseMirror and writes transactions back, as the binding does. */
class Peer {
  readonly doc = new Y.Doc();
  private get content() {
    return this.doc.getXmlFragment(CONTENT_ROOT);
  }
  get node(): Node {
    return initProseMirrorDoc(this.content, textSchema).doc;
  }
  run(make: (state: EditorState) => Transaction | null): boolean {
    const { doc, meta } = initProseMirrorDoc(this.content, textSchema);
    const tr = make(EditorState.create({ doc }));
    if (tr === null) return false;
    this.doc.transact(() => updateYFragment(this.doc, this.content, tr.doc, meta));
    return true;
  }
  command(command: Command, cell: number): void {
    this.run((state) => {
      const cells: number[] = [];
      state.doc.descendants((node, pos) => {
        if (node.type.spec.tableRole === 'cell' || node.type.spec.tableRole === 'header_cell')
          cells.push(pos);
      });
      const at = cells[cell % cells.length];
      if (at === undefined || hasRaggedTable(state.doc)) return null;
      const placed = state.apply(
        state.tr.setSelection(TextSelection.near(state.doc.resolve(at + 1))),
      );
      let made: Transaction | null = null;
      command(placed, (tr) => (made = tr));
      return made;
    });
  }
  type(cell: number, words: string): void {
    this.run((state) => {
      const ends: number[] = [];
      state.doc.descendants((node, pos) => {
        if (node.type.name === 'paragraph') ends.push(pos + 1);
      });
      const at = ends[cell % ends.length];
      return at === undefined ? null : state.tr.insertText(words, at);
    });
  }
  repair(): boolean {
    return this.run((state) => repairTables(state));
  }
  get widths(): number[] {
    const widths: number[] = [];
    this.node.descendants((node) => {
      if (node.type.name === 'tableRow') widths.push(node.childCount);
    });
    return widths;
  }
}

function peersWithTable(count: number, rows: number, columns: number): Peer[] {
  const cell = (type: string) => ({ type, content: [{ type: 'paragraph' }] });
  const row = (type: string) => ({
    type: 'tableRow',
    content: Array.from({ length: columns }, () => cell(type)),
  });
  const content = [
    {
      type: 'table',
      content: [row('tableHeader'), ...Array.from({ length: rows - 1 }, () => row('tableCell'))],
    },
  ];
  const peers = Array.from({ length: count }, () => new Peer());
  const [first] = peers;
  if (first)
    prosemirrorToYXmlFragment(
      textSchema.nodeFromJSON({ type: 'doc', content }),
      first.doc.getXmlFragment(CONTENT_ROOT),
    );
  exchange(peers);
  return peers;
}

function exchange(peers: readonly Peer[]): void {
  const updates = peers.map(({ doc }) => Y.encodeStateAsUpdate(doc));
  for (const { doc } of peers) for (const update of updates) Y.applyUpdate(doc, update);
}

/** Everybody repairs what they see before they hear of each other, until nobody has anything to do. */
function settle(peers: readonly Peer[], limit = 4): number {
  for (let round = 1; round <= limit; round++) {
    const worked = peers.map((peer) => peer.repair());
    exchange(peers);
    if (!worked.includes(true)) return round;
  }
  return Number.POSITIVE_INFINITY;
}

test('a row and a column added at once leave a rectangle', () => {
  const [a, b] = peersWithTable(2, 3, 3) as [Peer, Peer];
  a.command(addRowAfter, 4);
  b.command(addColumnAfter, 4);
  exchange([a, b]);
  // The rows are alike, so which of them is the new one is nobody's to say.
  expect([...a.widths].sort()).toEqual([3, 4, 4, 4]);
  expect(a.repair()).toBe(true);
  exchange([a, b]);
  expect(b.widths).toEqual([4, 4, 4, 4]);
  expect(b.repair()).toBe(false);
});

test('everybody repairing at the same moment ends with the same rectangle', () => {
  const peers = peersWithTable(3, 3, 3);
  peers[0]?.command(addRowAfter, 4);
  peers[1]?.command(addColumnAfter, 4);
  exchange(peers);
  expect(settle(peers)).toBeLessThanOrEqual(3);
  for (const peer of peers) expect(peer.widths).toEqual([4, 4, 4, 4]);
});

test('a filler that somebody wrote in is nobody’s to take away', () => {
  const [a, b] = peersWithTable(2, 2, 2) as [Peer, Peer];
  a.command(addRowAfter, 2);
  b.command(addColumnAfter, 2);
  exchange([a, b]);
  a.repair();
  b.repair();
  a.type(a.widths.reduce((sum, width) => sum + width, 0) - 1, 'mine');
  exchange([a, b]);
  settle([a, b]);
  expect(a.node.textContent).toBe('mine');
  expect(new Set(a.widths).size).toBe(1);
});

test('whatever is done at once, the table settles, is a rectangle and keeps every word', () => {
  const act = fc.record({
    peer: fc.nat(2),
    cell: fc.nat(30),
    kind: fc.constantFrom(
      'row',
      'column',
      'type',
      'deleteRow',
      'deleteColumn',
      'repair',
      'exchange',
    ),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 14 }), (acts) => {
      const peers = peersWithTable(3, 3, 3);
      const typed = new Set<string>();
      let deleted = false;
      for (const [i, { peer, cell, kind }] of acts.entries()) {
        const one = peers[peer];
        if (one === undefined) continue;
        if (kind === 'row') one.command(addRowAfter, cell);
        else if (kind === 'column') one.command(addColumnAfter, cell);
        else if (kind === 'deleteRow') one.command(deleteRow, cell);
        else if (kind === 'deleteColumn') one.command(deleteColumn, cell);
        else if (kind === 'repair') one.repair();
        else if (kind === 'exchange') exchange(peers);
        else {
          one.type(cell, `w${i};`);
          typed.add(`w${i};`);
        }
        deleted ||= kind.startsWith('delete');
      }
      exchange(peers);
      expect(settle(peers, 6)).toBeLessThanOrEqual(6);
      const [first] = peers;
      for (const peer of peers) {
        expect(new Set(peer.widths).size).toBeLessThanOrEqual(1);
        expect(peer.node.eq(first?.node ?? peer.node)).toBe(true);
      }
      if (!deleted) for (const word of typed) expect(first?.node.textContent).toContain(word);
    }),
    { numRuns: 150 },
  );
});

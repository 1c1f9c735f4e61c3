import type { Locator } from '@playwright/test';
import * as Y from 'yjs';
import { Board } from '../../../src/lib/surfaces/board/model/board.ts';
import type { NewElement } from '../../../src/lib/surfaces/board/model/write.ts';
import type { Client } from '../../support/client.ts';
import type { BoardPage, Place } from './board-page.ts';
import { replicaOf } from './replica.ts';

/** A new board that has these elements already. Returns its id. */
export async function boardWith(
  client: Client,
  elements: readonly (NewElement & { readonly id: string })[],
): Promise<string> {
  const documentId = await client.createDocument('Words', 'board');
  await changeBoard(client, documentId, (board) => {
    for (const { id, ...element } of elements) board.create(element, id);
  });
  return documentId;
}

/** Changes a board as somebody else does, who sees what the server has. */
export async function changeBoard(
  client: Client,
  documentId: string,
  change: (board: Board) => void,
): Promise<void> {
  const { doc } = await replicaOf(client, documentId);
  const before = Y.encodeStateVector(doc);
  const board = new Board(doc);
  board.transact(() => change(board));
  await client.push(documentId, Y.encodeStateAsUpdate(doc, before));
}

/** The field in which words are being written. */
export function fieldOf(board: BoardPage): Locator {
  return board.page.locator('.board textarea');
}

export async function doubleClick(board: BoardPage, place: Place): Promise<void> {
  await board.click(place, { double: true });
}

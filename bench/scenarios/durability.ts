import * as Y from 'yjs';
import { atRate, wait } from '../pace.ts';
import { seeded, Typist } from '../typist.ts';
import type { Joined, Server, ServerKind } from '../servers/server.ts';
import { withFolder, type Scenario } from './scenario.ts';

interface Durability {
  readonly kills: number;
  readonly writers: number;
  readonly perSecond: number;
}

/** The server is killed while people write. What did they believe to be safe, and what is there afterwards? */
export const durability: Scenario<Durability> = {
  name: 'durability',
  describe: ({ kills, writers, perSecond }) =>
    `SIGKILL ${kills} times under ${perSecond} edits/s from ${writers} writers`,
  sizes: { '': { kills: 20, writers: 4, perSecond: 100 } },
  compared: ['edits lost'],
  run: async (kind, { kills, writers, perSecond }) => {
    const random = seeded(3);
    let believed = 0;
    let lost = 0;
    for (let i = 0; i < kills; i++) {
      const seconds = 0.3 + random() * 1.2;
      const round = await killOnce(kind, writers, perSecond, seconds);
      believed += round.believed;
      lost += round.lost;
    }
    return { kills, 'edits believed safe': believed, 'edits lost': lost };
  },
};

/** Believed safe: acknowledged, or where nothing is acknowledged, seen by somebody else. */
function killOnce(
  kind: ServerKind,
  writers: number,
  perSecond: number,
  seconds: number,
): Promise<{ believed: number; lost: number }> {
  return withFolder(async (folder) => {
    const first = await kind.launch(folder);
    const document = await first.createDocument();
    const safe = new Map<number, number>();
    let over = false;
    const ignore = { onFailure: () => (over = true) };
    if (!kind.acknowledges) {
      await first.join(document, {
        ...ignore,
        onUpdate(update) {
          for (const [writer, clock] of Y.parseUpdateMeta(update).to) safe.set(writer, clock);
        },
      });
    }
    const authors: { joined: Joined; clocks: number[]; typist: Typist }[] = [];
    for (let clientID = 1; clientID <= writers; clientID++) {
      const clocks: number[] = [];
      const acknowledged = (edits: number): void => {
        safe.set(clientID, clocks.splice(0, edits).at(-1) ?? 0);
      };
      const joined = await first.join(document, {
        ...ignore,
        ...(kind.acknowledges ? { onAcknowledged: acknowledged } : {}),
      });
      authors.push({ joined, clocks, typist: new Typist(clientID, clientID, false) });
    }
    const write = (i: number): void => {
      const author = authors[i % writers];
      if (!author) return;
      const { update, clock } = author.typist.type();
      author.clocks.push(clock);
      author.joined.send(update);
    };
    const writing = atRate(perSecond, Infinity, write, () => over);
    await wait(seconds * 1000);
    over = true;
    await first.kill();
    const promised = new Map(safe);
    for (const { joined } of authors) joined.close();
    const kept = await storedClocks(kind, folder, document);
    await writing;
    let lost = 0;
    for (const [writer, clock] of promised) lost += Math.max(0, clock - (kept.get(writer) ?? 0));
    return { believed: [...promised.values()].reduce((sum, clock) => sum + clock, 0), lost };
  });
}

/** What a new start finds of each writer. */
async function storedClocks(
  kind: ServerKind,
  folder: string,
  document: string,
): Promise<Map<number, number>> {
  const server: Server = await kind.launch(folder);
  try {
    const doc = new Y.Doc();
    const reader = await server.join(document, {
      onUpdate: (update) => Y.applyUpdate(doc, update),
    });
    // Some bring what they have stored after they have said that this was all.
    await wait(300);
    reader.close();
    return Y.decodeStateVector(Y.encodeStateVector(doc));
  } finally {
    await server.kill();
  }
}

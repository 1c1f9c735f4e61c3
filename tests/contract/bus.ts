import { afterEach, describe, expect, test } from 'vitest';
import type { Bus, DocumentMessage, PeopleMessage } from '../../src/lib/server/bus/bus.ts';

export interface BusSubject {
  /** Ends of the bus of two nodes. */
  readonly nodes: readonly [Bus, Bus];
  dispose(): Promise<void>;
}

const CHANGED: DocumentMessage = { type: 'changed' };

function appended(firstSeq: number): DocumentMessage {
  const updates = [Uint8Array.from([0, 0]), Uint8Array.from([1, 2, 3])];
  return { type: 'appended', lineage: 'l1', gen: 'g1', firstSeq, updates };
}

/** What every bus engine has to do. Losing messages is allowed, so nothing here asks for a message under load. */
export function busContract(name: string, start: () => Promise<BusSubject>): void {
  describe(`bus: ${name}`, () => {
    let subject: BusSubject | undefined;
    afterEach(() => subject?.dispose());

    test('the other node hears what concerns its documents, in order, and all of it', async () => {
      subject = await start();
      const [here, there] = subject.nodes;
      const heard: DocumentMessage[] = [];
      there.subscribeDocument('d1', (message) => void heard.push(message));
      here.publishDocument('d2', CHANGED);
      for (let seq = 2; seq < 20; seq += 2) here.publishDocument('d1', appended(seq));
      here.publishDocument('d1', CHANGED);
      await expect.poll(() => heard.length).toBe(10);
      expect(heard.slice(0, 9)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18].map(appended));
      expect(heard[9]).toEqual(CHANGED);
    });

    test('a node never hears itself, and nothing within its own call', async () => {
      subject = await start();
      const [here, there] = subject.nodes;
      const [own, others]: [string[], string[]] = [[], []];
      here.subscribeDocument('d1', ({ type }) => void own.push(type));
      there.subscribeDocument('d1', ({ type }) => void others.push(type));
      here.publishDocument('d1', CHANGED);
      expect(others).toEqual([]);
      await expect.poll(() => others).toEqual(['changed']);
      expect(own).toEqual([]);
    });

    test('after unsubscribing nothing is heard, and other listeners go on', async () => {
      subject = await start();
      const [here, there] = subject.nodes;
      const [first, second]: [string[], string[]] = [[], []];
      const unsubscribe = there.subscribeDocument('d1', ({ type }) => void first.push(type));
      there.subscribeDocument('d1', ({ type }) => void second.push(type));
      here.publishDocument('d1', CHANGED);
      await expect.poll(() => first.length + second.length).toBe(2);
      unsubscribe();
      unsubscribe();
      here.publishDocument('d1', CHANGED);
      await expect.poll(() => second.length).toBe(2);
      expect(first.length).toBe(1);
    });

    test('what concerns people reaches every other node', async () => {
      subject = await start();
      const [here, there] = subject.nodes;
      const heard: PeopleMessage[] = [];
      there.subscribePeople((message) => void heard.push(message));
      const messages: PeopleMessage[] = [
        { type: 'session-ended', sessionId: 's1' },
        { type: 'role-changed', userId: 'u1', role: 'viewer' },
        { type: 'role-changed', userId: 'u1', role: null },
      ];
      for (const message of messages) here.publishPeople(message);
      await expect.poll(() => heard).toEqual(messages);
    });

    test('a closed end is silent both ways', async () => {
      subject = await start();
      const [here, there] = subject.nodes;
      const heard: string[] = [];
      there.subscribeDocument('d1', ({ type }) => void heard.push(type));
      await there.close();
      here.publishDocument('d1', CHANGED);
      here.publishPeople({ type: 'session-ended', sessionId: 's1' });
      await here.close();
      await new Promise((resolve) => setImmediate(resolve));
      expect(heard).toEqual([]);
    });
  });
}

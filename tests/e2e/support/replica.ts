import type { Client } from '../../support/client.ts';
import { Replica } from '../../support/ydoc.ts';

/** The document as the server has it now. */
export async function replicaOf(client: Client, id: string): Promise<Replica> {
  const replica = new Replica();
  const stream = await client.events(id, { poll: true });
  await stream.closed;
  for (const { event, data } of stream.frames) {
    if (event === 'update' && data !== undefined) replica.apply(Buffer.from(data, 'base64'));
  }
  return replica;
}

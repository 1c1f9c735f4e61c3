// The Yjs server of Durable Streams on its own file store, both in one process. `node durable-streams.ts FOLDER`
import { DurableStreamTestServer } from '@durable-streams/server';
import { YjsServer } from '@durable-streams/y-durable-streams/server';

const streams = new DurableStreamTestServer({
  port: 0,
  host: '127.0.0.1',
  dataDir: process.argv[2] ?? '.',
});
const dsServerUrl = await streams.start();
const server = new YjsServer({ port: 0, host: '127.0.0.1', dsServerUrl });
await server.start();
console.log(`listening ${new URL(server.url).port}`);
process.on('SIGTERM', () => {
  void server
    .stop()
    .then(() => streams.stop())
    .finally(() => process.exit(0));
});

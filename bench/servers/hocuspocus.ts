import * as encoding from 'lib0/encoding';
import { end, launchProcess, type ServerKind } from './server.ts';
import { WebSocketServer, type Dialect } from './websocket-server.ts';

const AUTH = 2;
const TOKEN = 0;

const dialect: Dialect = {
  path: () => '/',
  address: (document) => document,
  acknowledgement: 8,
  syncTypes: [4],
  greeting(document) {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, document);
    encoding.writeVarUint(encoder, AUTH);
    encoding.writeVarUint(encoder, TOKEN);
    encoding.writeVarString(encoder, '');
    encoding.writeVarString(encoder, '4.7.0');
    return [encoding.toUint8Array(encoder)];
  },
};

/** Hocuspocus with its defaults, whole states stored in SQLite two to ten seconds after an edit. */
export const hocuspocus: ServerKind = {
  name: 'Hocuspocus',
  acknowledgement: 'in memory',
  acknowledges: true,
  storesWithinMs: 3_000,
  async launch(folder) {
    const entry = `${import.meta.dirname}/entries/hocuspocus.ts`;
    const { child, pid, port } = await launchProcess(
      ['--disable-warning=ExperimentalWarning', entry, folder],
      {},
      /listening (\d+)/,
    );
    return new WebSocketServer(port, pid, dialect, {
      stop: () => end(child, 'SIGTERM'),
      kill: () => end(child, 'SIGKILL'),
    });
  },
};

import { end, launchProcess, type ServerKind } from './server.ts';
import { WebSocketServer, type Dialect } from './websocket-server.ts';

const dialect: Dialect = {
  path: (document) => `/${document}`,
  address: () => null,
  acknowledgement: null,
  syncTypes: [],
  greeting: () => [],
};

/** The server that comes with y-websocket 2, storing every update in LevelDB. */
export const yWebsocket: ServerKind = {
  name: 'y-websocket',
  acknowledgement: 'none',
  acknowledges: false,
  storesWithinMs: 1_000,
  async launch(folder) {
    const entry = `${import.meta.dirname}/entries/y-websocket.ts`;
    const env = { YPERSISTENCE: folder };
    const { child, pid, port } = await launchProcess([entry], env, /listening (\d+)/);
    return new WebSocketServer(port, pid, dialect, {
      stop: () => end(child, 'SIGTERM'),
      kill: () => end(child, 'SIGKILL'),
    });
  },
};

import { durableStreams } from './durable-streams.ts';
import { hocuspocus } from './hocuspocus.ts';
import { runnel } from './runnel.ts';
import type { ServerKind } from './server.ts';
import { yWebsocket } from './y-websocket.ts';

/** Runnel first, then its peers. */
export const servers: readonly ServerKind[] = [runnel, hocuspocus, yWebsocket, durableStreams];

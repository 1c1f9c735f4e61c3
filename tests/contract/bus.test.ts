import { MemoryHub } from '../../src/lib/server/bus/memory.ts';
import { busContract } from './bus.ts';

busContract('memory', () => {
  const hub = new MemoryHub();
  const nodes = [hub.join(), hub.join()] as const;
  return Promise.resolve({
    nodes,
    dispose: async () => {
      for (const node of nodes) await node.close();
    },
  });
});

// `npm start`: builds if needed, then becomes the server. Starts on older Nodes too, to find the right one.
import { ensureBuilt } from './build.mjs';
import { become, COMPILE_CACHE, environment, fail, findNode, SERVER_FLAGS } from './node.mjs';

try {
  const node = findNode();
  await ensureBuilt(node);
  const env = environment(node, {
    NODE_ENV: process.env.NODE_ENV ?? 'production',
    // From the second start on it takes half the work.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE,
  });
  become(node, [...SERVER_FLAGS, 'server.ts', ...process.argv.slice(2)], env);
} catch (error) {
  fail(error);
}

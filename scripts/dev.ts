/**
 * `npm run dev`: a demo workspace in a data folder of its own (`.data-dev`, or RUNNEL_DATA_DIR), and Vite's server with
 * reload in front of it. Delete the folder to begin anew. Arguments go to Vite.
 */
import { execFileSync } from 'node:child_process';
import { DEMO_OWNER_EMAIL, DEMO_PASSWORD } from './demo.ts';
import { DEMO_PEOPLE } from './demo/pages.ts';
import { become, environment, fail, findNode } from './node.mjs';

const QUIET = '--disable-warning=ExperimentalWarning';

try {
  const node = findNode();
  const dataDir = process.env['RUNNEL_DATA_DIR'] ?? '.data-dev';
  const env = environment(node, { RUNNEL_DATA_DIR: dataDir });
  // In a process of its own: only one may have the data open.
  execFileSync(node, [QUIET, 'scripts/demo.ts', dataDir], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const others = Object.values(DEMO_PEOPLE)
    .filter(({ email }) => email !== DEMO_OWNER_EMAIL)
    .map(({ email, role }) => `${email} (${role})`);
  console.log(`
  Demo workspace in ${dataDir}. Sign in as ${DEMO_OWNER_EMAIL} (owner)
  or ${others.join(', ')}.
  The password of all of them: ${DEMO_PASSWORD}
`);
  // Vite would clear the screen, and what stands above with it.
  const vite = ['node_modules/vite/bin/vite.js', 'dev', '--clearScreen', 'false'];
  become(node, [QUIET, ...vite, ...process.argv.slice(2)], env);
} catch (error) {
  fail(error);
}

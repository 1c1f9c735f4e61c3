/** The load generator: one measurement with one server, then it is over. Prints the figures as JSON. */
import { measurements } from './scenarios/index.ts';
import { servers } from './servers/index.ts';

const [name, server, trace = ''] = process.argv.slice(2);
const measurement = measurements(trace === '' ? {} : { trace }).find((each) => each.name === name);
const kind = servers.find((each) => each.name === server);
if (!measurement || !kind) throw new Error(`no measurement ${name} or server ${server}`);
console.log(JSON.stringify(await measurement.run(kind)));
process.exit(0);

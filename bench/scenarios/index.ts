import { coldOpen } from './cold-open.ts';
import { durability } from './durability.ts';
import { fanOut } from './fan-out.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { joinStorm } from './join-storm.ts';
import { manyDocuments } from './many.ts';
import { pair } from './pair.ts';
import { reconnectStorm } from './reconnect-storm.ts';
import type { Figures, Scenario } from './scenario.ts';
import type { ServerKind } from '../servers/server.ts';

/** A scenario at one size, ready to run. */
export interface Measurement {
  readonly name: string;
  readonly description: string;
  readonly compared: readonly string[];
  run(kind: ServerKind): Promise<Figures>;
}

function sized<P>(scenario: Scenario<P>, override: Partial<P> = {}): Measurement[] {
  return Object.entries(scenario.sizes).map(([size, parameters]) => {
    const actual = { ...parameters, ...override };
    return {
      name: size === '' ? scenario.name : `${scenario.name}, ${size}`,
      description: scenario.describe(actual),
      compared: scenario.compared,
      run: (kind) => scenario.run(kind, actual),
    };
  });
}

/** Everything that is measured, in the order of the table. */
export function measurements(options: { readonly trace?: string | undefined } = {}): Measurement[] {
  const typed = options.trace === undefined ? {} : { trace: options.trace, keystrokes: 1e9 };
  return [
    ...sized(pair),
    ...sized(fanOut),
    ...sized(manyDocuments),
    ...sized(coldOpen, typed),
    ...sized(joinStorm),
    ...sized(reconnectStorm),
    ...sized(idle),
    ...sized(growth, typed),
    ...sized(durability),
  ];
}

import { median } from './measure.ts';
import type { Figures } from './scenarios/scenario.ts';

/** All runs of one measurement. */
export interface Result {
  readonly name: string;
  readonly description: string;
  readonly compared: readonly string[];
  /** By server, in the order of the columns; Runnel first. */
  readonly runs: Readonly<Record<string, readonly Figures[]>>;
  readonly failures: readonly string[];
}

/** The column that is compared with the others. */
const OURS = 'Runnel';

/**
 * A Markdown table: the median and, in brackets, the least and the most of each figure, and for those that
 * are compared the ratio of Runnel's median to the best peer's.
 */
export function table({ name, description, compared, runs, failures }: Result): string {
  const columns = Object.entries(runs).filter(([, figures]) => figures.length > 0);
  const [first] = columns;
  const peers = columns.filter(([server]) => server !== OURS);
  if (!first) return `### ${name}\n\nEvery run failed: ${failures.join('; ')}\n`;
  const names = Object.keys(first[1][0] ?? {});
  const ordered = [...compared, ...names.filter((each) => !compared.includes(each))];
  const head = ['', ...columns.map(([server]) => server), 'ratio'];
  const lines = ordered.map((figure) => {
    const best = Math.min(
      ...peers.map(([, figures]) => of(figures, figure)).filter((each) => !Number.isNaN(each)),
    );
    const ratio = of(runs[OURS] ?? [], figure) / best;
    const cells = columns.map(([, figures]) => cell(figures, figure));
    const shown = compared.includes(figure) && Number.isFinite(best) && Number.isFinite(ratio);
    return [figure, ...cells, shown ? `**${round(ratio)}×**` : ''];
  });
  return [
    `### ${name}\n\n${description}\n`,
    row(head),
    row(head.map(() => '---')),
    ...lines.map(row),
    ...failures.map((failure) => `\nFailed: ${failure}`),
    '',
  ].join('\n');
}

function of(figures: readonly Figures[], name: string): number {
  return median(figures.flatMap((each) => each[name] ?? []).filter((each) => !Number.isNaN(each)));
}

function cell(figures: readonly Figures[], name: string): string {
  const values = figures.flatMap((each) => each[name] ?? []).filter((each) => !Number.isNaN(each));
  if (values.length === 0) return '–';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spread = least === most ? '' : ` (${round(least)}–${round(most)})`;
  return `${round(median(values))}${spread}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Three significant digits, and none behind the point from 100 on. */
function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

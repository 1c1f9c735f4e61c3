import * as Y from 'yjs';

/** One person's change of one property of one element, or of whether the element is there. */
export interface Write {
  /** The map that has the property: the id of its item, or `root` for the elements themselves. */
  readonly target: string;
  readonly key: string;
  /** As text; null for a property that was taken away. */
  readonly value: string | null;
  /** The item that was written; of one that was taken away, the item that went. */
  readonly item: Y.ID;
  /** What its writer knew of: all structs up to here, by client. */
  readonly known: ReadonlyMap<number, number>;
  /** The property was not there before. */
  readonly wasAbsent: boolean;
  readonly story: string;
}

/** Whether somebody who wrote `later` knew of `earlier`. */
function knew(later: Write, earlier: Write): boolean {
  if (later === earlier) return false;
  const { client, clock } = earlier.item;
  const hasItem = (later.known.get(client) ?? 0) > clock;
  // No state vector tells of what was taken away: who saw that it is gone knew.
  return earlier.value === null ? hasItem && later.wasAbsent : hasItem;
}

/** Those of one property's writes that nobody knew of who wrote it after them: one of them must be what is there now. */
export function latest(writes: readonly Write[]): Write[] {
  return writes.filter((write) => !writes.some((other) => knew(other, write)));
}

/** A value as text, equal for equal ones. A text is not compared: its words are no one's property. */
export function valueOf(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Y.Text) return 'text';
  return JSON.stringify(value) ?? 'undefined';
}

export function nameOf({ client, clock }: Y.ID): string {
  return `${String(client)}:${String(clock)}`;
}

/** The map an item holds; null when it is none. */
export function mapIn(item: Y.Item | undefined): Y.Map<unknown> | null {
  const type = item?.content instanceof Y.ContentType ? item.content.type : null;
  return type instanceof Y.Map ? type : null;
}

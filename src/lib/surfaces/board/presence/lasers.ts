import type { LaserPoint } from '../editor/editor.svelte.ts';
import type { Point } from '../model/types.ts';
import { TRAIL_MS, Trail } from './trail.ts';
import type { LaserPoints } from './wire.ts';

/** Points of others come in lots as often as presence does; they are drawn one after the other in this time, milliseconds. */
const LOT_MS = 110;
/** Two points that come together were not further apart than this, milliseconds. */
const STEP_MS = 16;
/** What has faded is taken from the editor in lots, so that a long gesture does not copy everything for each point. */
const LOT = 64;

interface RemoteTrail {
  readonly trail: Trail;
  /** Number of the point that comes next. */
  next: number;
}

/** The trails of all lasers, and the elements that show them. `null` is this person. */
export class Lasers {
  readonly #own = new Trail();
  readonly #remote = new Map<number, RemoteTrail>();
  readonly #paths = new Map<number | null, SVGPathElement>();
  readonly #seen = new WeakMap<LaserPoint, number>();

  /** Takes the editor's points that are new; returns them. */
  point(points: readonly LaserPoint[], now: number): readonly LaserPoint[] {
    const fresh = points.filter((each) => !this.#seen.has(each));
    for (const each of fresh) this.#seen.set(each, now);
    if (fresh.length > 0) this.#own.add(fresh.map((each) => ({ ...each, at: now })));
    return fresh;
  }

  /** Those of the editor's points that are still to be seen; the same array as long as hardly any has faded. */
  lasting(points: readonly LaserPoint[], now: number): readonly LaserPoint[] {
    const faded = points.findIndex((each) => (this.#seen.get(each) ?? now) + TRAIL_MS > now);
    if (faded < 0) return points.length === 0 ? points : [];
    return faded >= LOT ? points.slice(faded) : points;
  }

  /** Somebody tells where their laser has been: what was told before is not drawn again. */
  told(clientID: number, laser: LaserPoints | null, now: number): void {
    if (laser === null) return;
    const { first, points, begins } = laser;
    const remote = this.#remote.get(clientID) ?? { trail: new Trail(), next: 0 };
    const from = Math.max(0, remote.next - first);
    const count = points.length - from;
    if (count <= 0) return;
    const step = Math.min(STEP_MS, LOT_MS / count);
    const start = Math.max(now, remote.trail.last?.at ?? now);
    remote.trail.add(
      points.slice(from).map((point, place) => {
        return { point, at: start + place * step, begins: begins.has(from + place) };
      }),
    );
    remote.next = first + points.length;
    this.#remote.set(clientID, remote);
  }

  left(clientID: number): void {
    this.#remote.delete(clientID);
  }

  /** The element that shows a trail; returns how to part. */
  show(clientID: number | null, path: SVGPathElement): () => void {
    this.#paths.set(clientID, path);
    return () => {
      this.#paths.delete(clientID);
    };
  }

  /** Who has a trail that can be seen, or will be. */
  get active(): readonly (number | null)[] {
    const remote = [...this.#remote].filter(([, { trail }]) => trail.last !== null);
    return [...(this.#own.last === null ? [] : [null]), ...remote.map(([clientID]) => clientID)];
  }

  /** Draws a frame; returns whether any trail is left. */
  draw(now: number, toView: (point: Point) => Point): boolean {
    let left = this.#own.fade(now);
    for (const { trail } of this.#remote.values()) left = trail.fade(now) || left;
    for (const [clientID, path] of this.#paths) {
      const trail = clientID === null ? this.#own : this.#remote.get(clientID)?.trail;
      path.setAttribute('d', trail?.path(now, toView) ?? '');
    }
    return left;
  }
}

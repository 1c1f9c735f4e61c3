/** What the benchmark asks of a page, whoever paints on it. */
export interface BenchPage {
  /**
   * Opens the scene, which is in memory already.
   * @returns milliseconds until the first frame in which something of it was to be seen
   */
  open(): Promise<number>;
  look(view: { x: number; y: number; zoom: number }): Promise<void>;
  select(ids: readonly string[]): Promise<void>;
  /** What is shown now, to tell whether something else is shown later. */
  shown(): string;
  /** Where an element is; scene units. */
  placeOf(id: string): { x: number; y: number };
}

declare global {
  var bench: BenchPage;
  var recorder: {
    start(): void;
    /** Frames by now in which something new was shown. */
    readonly different: number;
    stop(): { times: number[]; different: number };
  };
}

/** The times from one animation frame to the next, while it runs, and in how many of them something new was shown. */
globalThis.recorder = (() => {
  let times: number[] = [];
  let handle = 0;
  let different = 0;
  let last = '';
  const tick = (): void => {
    times.push(performance.now());
    const shown = bench.shown();
    if (shown !== last) different++;
    last = shown;
    handle = requestAnimationFrame(tick);
  };
  return {
    get different() {
      return different;
    },
    start() {
      times = [];
      different = 0;
      handle = requestAnimationFrame(tick);
    },
    stop() {
      cancelAnimationFrame(handle);
      return { times: times.slice(1).map((time, i) => time - (times[i] ?? time)), different };
    },
  };
})();

/** Resolves after an animation frame in which a canvas shows more than its ground. */
export async function untilInk(find: () => HTMLCanvasElement | null): Promise<void> {
  const small = new OffscreenCanvas(32, 32).getContext('2d', { willReadFrequently: true });
  for (;;) {
    await new Promise(requestAnimationFrame);
    const canvas = find();
    if (canvas === null || small === null || canvas.width === 0) continue;
    small.clearRect(0, 0, 32, 32);
    small.drawImage(canvas, 0, 0, 32, 32);
    const { data } = small.getImageData(0, 0, 32, 32);
    let ink = 0;
    for (let i = 4; i < data.length; i += 4)
      if ([0, 1, 2].some((at) => Math.abs((data[i + at] ?? 0) - (data[at] ?? 0)) > 8)) ink++;
    if (ink > 100) return;
  }
}

export async function twoFrames(): Promise<void> {
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
}

import {
  convertToExcalidrawElements,
  restoreElements,
  serializeAsJSON,
  setCustomTextMetricsProvider,
} from '@excalidraw/excalidraw';

type Raw = Record<string, unknown>;

const OPTIONS = { repairBindings: true, refreshDimensions: false } as const;

/** What is made with Excalidraw's own functions: boards by their names, as the files that it saves. */
export function scenes(): ReadonlyMap<string, string> {
  setCustomTextMetricsProvider({ getLineWidth: (text) => text.length * 9 });
  return new Map(
    Object.entries({ shapes, texts, arrows, elbows, lines, frames, images, others }).map(
      ([name, make]) => [name, make()],
    ),
  );
}

/** As Excalidraw saves it: made whole by its `restore` first, as when it opens a file. */
function file(skeletons: readonly Raw[], more: readonly Raw[] = [], files: Raw = {}): string {
  const made = convertToExcalidrawElements(skeletons, { regenerateIds: false });
  const whole = restoreElements([...made, ...more], null, OPTIONS);
  return stable(
    serializeAsJSON(whole, { gridSize: 20, viewBackgroundColor: '#ffffff' }, files, 'local'),
  );
}

/** The same text each time: what Excalidraw draws by lot or reads from the clock is counted instead. */
function stable(json: string): string {
  const ids = new Map<string, string>();
  const named = json.replace(/"[\w-]{21}"/g, (id) => {
    const known = ids.get(id) ?? `"made-${String(ids.size + 1)}"`;
    ids.set(id, known);
    return known;
  });
  const data = JSON.parse(named) as { elements: Raw[] };
  for (const [i, element] of data.elements.entries()) {
    Object.assign(element, { seed: 1000 + i, versionNonce: 2000 + i, updated: 3000 + i });
  }
  return `${JSON.stringify(data, null, 1)}\n`;
}

const boundBy = (id: string): Raw[] => [{ type: 'arrow', id }];
const BOX = { width: 160, height: 80 };
const at = (i: number): Raw => ({ x: (i % 6) * 220 + 0.5, y: Math.floor(i / 6) * 160 + 0.25 });

/** Every kind of shape in every style, in groups, turned, locked, with links and data of other programs. */
function shapes(): string {
  const styles: readonly Raw[] = [
    {},
    { backgroundColor: '#a5d8ff', fillStyle: 'hachure', roughness: 2, strokeColor: '#1971c2' },
    { backgroundColor: '#ffec99', fillStyle: 'cross-hatch', strokeStyle: 'dashed', strokeWidth: 4 },
    { backgroundColor: '#b2f2bb', fillStyle: 'zigzag', strokeStyle: 'dotted', roughness: 0 },
    { angle: 0.7, opacity: 40, locked: true, link: 'https://example.org/a?b=c#d' },
    { roundness: { type: 3 }, customData: { ticket: 7, nested: { list: [1, 'two', null] } } },
  ];
  return file(
    ['rectangle', 'diamond', 'ellipse'].flatMap((type, row) =>
      styles.map((style, i) => ({
        ...{ type, id: `${type}-${String(i)}`, ...BOX, ...at(row * 6 + i), ...style },
        ...(i < 2 && { groupIds: row === 0 ? ['inner', 'outer'] : ['outer'] }),
      })),
    ),
  );
}

/** Texts alone and in shapes, in every font and alignment, with words of many scripts. */
function texts(): string {
  const families = [1, 2, 3, 5, 6, 7, 8];
  const alone = families.map((fontFamily, i) => ({
    ...{ type: 'text', id: `font-${String(fontFamily)}`, ...at(i), fontFamily },
    ...{ fontSize: 16 + 4 * i, text: 'Straße, café\n東京 🙂 שלום' },
  }));
  const aligned = ['left', 'center', 'right'].flatMap((textAlign, column) =>
    ['top', 'middle', 'bottom'].map((verticalAlign, row) => ({
      ...{ type: 'rectangle', id: `${textAlign}-${verticalAlign}` },
      ...{ ...BOX, ...at(12 + row * 6 + column) },
      label: { text: 'Words that are broken', textAlign, verticalAlign, strokeColor: '#e03131' },
    })),
  );
  return file([
    ...alone,
    ...aligned,
    { type: 'ellipse', id: 'round', ...BOX, ...at(30), label: { text: 'In the round' } },
    { type: 'diamond', id: 'pointed', ...BOX, ...at(31), angle: 1, label: { text: 'Turned' } },
    {
      ...{ type: 'text', id: 'set', ...at(32), text: 'A width\nsomebody\nset' },
      ...{ originalText: 'A width somebody set', autoResize: false, width: 90, textAlign: 'right' },
    },
  ]);
}

const HEADS = [
  'arrow',
  'bar',
  'circle',
  'circle_outline',
  'triangle',
  'triangle_outline',
  'diamond',
  'diamond_outline',
  'crowfoot_one',
  'crowfoot_many',
  'crowfoot_one_or_many',
  null,
];

/** Arrows with every head, straight and curved, with labels, bound at both ends. */
function arrows(): string {
  const heads = HEADS.map((head, i) => ({
    ...{ type: 'arrow', id: `head-${String(head)}`, ...at(i), width: 150, height: 0 },
    ...{ startArrowhead: head, endArrowhead: HEADS[(i + 1) % HEADS.length] },
  }));
  return file([
    ...heads,
    { type: 'rectangle', id: 'from', x: 0, y: 600, ...BOX, label: { text: 'From' } },
    { type: 'ellipse', id: 'to', x: 500, y: 760, ...BOX, angle: 0.4 },
    {
      ...{ type: 'arrow', id: 'bound', x: 170, y: 640, width: 320, height: 120 },
      ...{ start: { id: 'from' }, end: { id: 'to' }, label: { text: 'says' } },
    },
    {
      ...{ type: 'arrow', id: 'curved', x: 80, y: 690, roundness: { type: 2 } },
      points: [
        [0, 0],
        [60, 180],
        [300, 200.125],
        [410, 150],
      ],
      ...{ start: { id: 'from' }, strokeStyle: 'dashed', strokeWidth: 1 },
    },
  ]);
}

/** Arrows with elbows: bound, free, and with a leg that somebody has put in its place. */
function elbows(): string {
  const arrow = { type: 'arrow', elbowed: true, startArrowhead: null, endArrowhead: 'arrow' };
  return file(
    [
      { type: 'rectangle', id: 'left', x: 0, y: 0, ...BOX, boundElements: boundBy('held') },
      { type: 'diamond', id: 'right', x: 400, y: 300, ...BOX, boundElements: boundBy('held') },
    ],
    [
      {
        ...{ ...arrow, id: 'held', x: 165, y: 40, width: 315, height: 255 },
        points: [
          [0, 0],
          [315, 0],
          [315, 255],
        ],
        startBinding: { elementId: 'left', focus: 0, gap: 5, fixedPoint: [1.03125, 0.5001] },
        endBinding: { elementId: 'right', focus: 0, gap: 5, fixedPoint: [0.5001, -0.0625] },
      },
      {
        ...{ ...arrow, id: 'fixed', x: 0, y: 500, width: 300, height: 90 },
        points: [
          [0, 0],
          [120, 0],
          [120, 90],
          [300, 90],
        ],
        fixedSegments: [{ index: 2, start: [120, 0], end: [120, 90] }],
        ...{ startIsSpecial: false, endIsSpecial: false, startBinding: null, endBinding: null },
      },
    ],
  );
}

/** Lines and strokes of a pen, with and without pressure. */
function lines(): string {
  const wave = Array.from({ length: 24 }, (_, i) => [i * 4.5, Math.round(Math.sin(i / 3) * 40)]);
  return file(
    [
      { type: 'line', id: 'straight', ...at(0), width: 120, height: 40 },
      {
        ...{ type: 'line', id: 'area', ...at(1), roundness: { type: 2 } },
        ...{ backgroundColor: '#ffc9c9', fillStyle: 'solid' },
        points: [
          [0, 0],
          [100, 20.5],
          [60, 90.25],
          [0, 0],
        ],
      },
    ],
    [
      {
        type: 'freedraw',
        id: 'pen',
        ...at(2),
        points: wave,
        pressures: wave.map((_, i) => i / 23),
      },
      { type: 'freedraw', id: 'mouse', ...at(3), points: wave, simulatePressure: true, angle: 1.5 },
      { type: 'freedraw', id: 'dot', ...at(4), points: [[0, 0]], pressures: [0.5] },
    ].map((stroke) => ({ simulatePressure: false, ...stroke, strokeColor: '#2f9e44' })),
  );
}

/** Frames with what lies in them, and one that a machine would fill. */
function frames(): string {
  return file([
    { type: 'rectangle', id: 'one', x: 20, y: 20, ...BOX, label: { text: 'In a frame' } },
    { type: 'text', id: 'two', x: 20, y: 140, text: 'also' },
    { type: 'rectangle', id: 'outside', x: 900, y: 20, ...BOX },
    { type: 'frame', id: 'named', children: ['one', 'two'], name: 'Flow' },
    { type: 'frame', id: 'empty', children: [], x: 500, y: 0, width: 200, height: 100 },
    { type: 'magicframe', id: 'magic', children: ['outside'], name: 'Make it' },
  ]);
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Pictures: mirrored, cropped, without their file, and one that could run scripts. */
function images(): string {
  const picture = (id: string, mimeType: string, data: string): Raw => ({
    [id]: {
      id,
      mimeType,
      dataURL: `data:${mimeType};base64,${data}`,
      created: 1,
      lastRetrieved: 1,
    },
  });
  const svg = btoa('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const image = { type: 'image', status: 'saved', ...BOX };
  return file(
    [],
    [
      { ...image, id: 'plain', ...at(0), fileId: 'pixel', scale: [1, 1] },
      { ...image, id: 'mirrored', ...at(1), fileId: 'pixel', scale: [-1, 1], angle: 3 },
      {
        ...{ ...image, id: 'cropped', ...at(2), fileId: 'pixel', scale: [1, -1] },
        crop: { x: 1, y: 2, width: 30, height: 20, naturalWidth: 60, naturalHeight: 40 },
      },
      { ...image, id: 'missing', ...at(3), fileId: 'gone', status: 'pending', scale: [1, 1] },
      { ...image, id: 'drawing', ...at(4), fileId: 'svg', scale: [1, 1] },
    ],
    { ...picture('pixel', 'image/png', PIXEL), ...picture('svg', 'image/svg+xml', svg) },
  );
}

/** Kinds that are shown as placeholders here. */
function others(): string {
  return file(
    [{ type: 'rectangle', id: 'known', x: 0, y: 0, ...BOX, boundElements: boundBy('to-web') }],
    [
      {
        type: 'embeddable',
        id: 'web',
        boundElements: boundBy('to-web'),
        ...at(1),
        ...BOX,
        link: 'https://example.org/video',
      },
      {
        ...{ type: 'iframe', id: 'page', ...at(2), ...BOX },
        customData: { generationData: { status: 'done', html: '<script>alert(1)</script>' } },
      },
      {
        ...{
          type: 'arrow',
          id: 'to-web',
          x: 165,
          y: 40,
          points: [
            [0, 0],
            [50, 0],
          ],
          elbowed: false,
        },
        ...{ startBinding: { elementId: 'known', focus: 0, gap: 5 } },
        ...{ endBinding: { elementId: 'web', focus: 0, gap: 5 }, endArrowhead: 'arrow' },
      },
    ],
  );
}

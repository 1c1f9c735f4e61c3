import { distance, isWithin } from '../geometry/vector.ts';
import type { Point } from '../model/types.ts';
import { panBy, toScene, zoomAt, type Camera } from './camera.ts';
import { EdgePan } from './edge-pan.ts';
import type { BoardEditor } from './editor.svelte.ts';
import type { Drag, PointerInput, Tool } from './input.ts';
import { Clicks, kindOf, listenForMiddlePaste, modifiersOf } from './pointer-events.ts';
import type { ToolId } from './tool-ids.ts';

/** A finger that rests for so long asks for what can be done there, milliseconds. */
const LONG_PRESS_MS = 500;
const LONG_PRESS_PX = 10;
/** Tools of one finger when a pen is in use: they change nothing. */
const FINGER_TOOLS: ReadonlySet<ToolId> = new Set(['select', 'laser']);

type Kind = PointerInput['kind'];

interface Active {
  readonly pointerId: number;
  readonly tool: Tool;
  readonly drag: Drag;
  last: PointerInput;
}

interface Pinch {
  readonly camera: Camera;
  readonly ids: readonly [number, number];
  /** Between the fingers and half way, when it began. */
  readonly distance: number;
  readonly middle: Point;
}

/**
 * Pointer events of the board's view, told to the tools: mouse, pen and fingers, captured, with two fingers panning and
 * pinching. A pen that is in use keeps fingers and the palm from drawing.
 */
export class PointerControl {
  readonly #editor: BoardEditor;
  readonly #tools: Readonly<Record<ToolId, Tool>>;
  readonly #host: HTMLElement;
  readonly #touches = new Map<number, Point>();
  #active: Active | null = null;
  #pinch: Pinch | null = null;
  readonly #clicks = new Clicks();
  #longPress: ReturnType<typeof setTimeout> | undefined;
  #space = false;
  #hovered: PointerInput | null = null;
  readonly #edge: EdgePan;

  constructor(editor: BoardEditor, tools: Readonly<Record<ToolId, Tool>>, host: HTMLElement) {
    this.#editor = editor;
    this.#tools = tools;
    this.#host = host;
    this.#edge = new EdgePan(editor, () => this.#viewMoved());
  }

  /** Begins to listen; returns how to stop. */
  listen(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const host = this.#host;
    host.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    host.addEventListener('pointermove', (event) => this.#move(event), { signal });
    host.addEventListener('pointerup', (event) => this.#up(event), { signal });
    host.addEventListener('pointercancel', (event) => this.#lost(event), { signal });
    host.addEventListener('pointerleave', () => this.#left(), { signal });
    host.addEventListener('contextmenu', (event) => this.#contextMenu(event), { signal });
    host.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    // The focus has gone where it belongs when the pointer came down; the browser would take it to the view again.
    host.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
    window.addEventListener('keydown', (event) => this.#key(event), { signal, capture: true });
    window.addEventListener('keyup', (event) => this.#key(event), { signal, capture: true });
    window.addEventListener('blur', () => this.#blurred(), { signal });
    listenForMiddlePaste(host, signal);
    return () => {
      stop.abort();
      this.cancel();
    };
  }

  /** A pointer is down and does something. */
  get isActive(): boolean {
    return this.#active !== null;
  }

  /** Takes back the gesture that is going on. True if there was one. */
  cancel(): boolean {
    return this.#end((drag) => drag.cancel());
  }

  #end(how: (drag: Drag) => void): boolean {
    clearTimeout(this.#longPress);
    this.#pinch = null;
    const active = this.#active;
    if (active === null) return false;
    this.#release();
    how(active.drag);
    this.#editor.busy = false;
    return true;
  }

  /** The cursor follows the tool also while the mouse rests. */
  showCursor(): void {
    const tool = this.#space ? this.#tools.hand : this.#tools[this.#editor.tool];
    this.#host.style.cursor = tool.cursor(this.#hovered);
  }

  #down(event: PointerEvent): void {
    const editor = this.#editor;
    this.#host.focus({ preventScroll: true });
    editor.menu = null;
    const kind = kindOf(event);
    if (kind === 'touch' && !this.#touchDown(event)) return;
    if (kind === 'pen') {
      editor.penMode = true;
      // What came down before it was the hand that holds it.
      if (this.#pinch !== null || this.#touches.has(this.#active?.pointerId ?? NaN)) this.cancel();
    }
    if (this.#active !== null || event.button > 1) return;
    editor.stopEditing();
    this.#host.setPointerCapture(event.pointerId);
    const input = this.#input(event, this.#clicks.count(this.#view(event), event.timeStamp));
    const tool = this.#toolFor(event, kind);
    const drag = tool.down(input);
    if (drag !== null) this.#active = { pointerId: event.pointerId, tool, drag, last: input };
    if (kind === 'touch' && drag !== null) this.#armLongPress(input);
    this.showCursor();
  }

  /** Whether the finger may go on to the tool. */
  #touchDown(event: PointerEvent): boolean {
    this.#touches.set(event.pointerId, this.#view(event));
    const fingers = [...this.#touches.keys()];
    if (fingers.length === 1) return this.#pinch === null;
    const [first, second] = fingers;
    // A palm that comes down beside the pen is no second finger.
    const drawsByPen = this.#active !== null && !this.#touches.has(this.#active.pointerId);
    if (fingers.length > 2 || drawsByPen || first === undefined || second === undefined) {
      return false;
    }
    this.#end((drag) => (drag.giveWay ?? drag.cancel).call(drag));
    this.#host.setPointerCapture(event.pointerId);
    const [a, b] = [this.#touches.get(first), this.#touches.get(second)];
    if (a === undefined || b === undefined) return false;
    this.#pinch = {
      camera: this.#editor.camera,
      ids: [first, second],
      distance: Math.max(1, distance(a, b)),
      middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
    };
    return false;
  }

  #toolFor(event: PointerEvent, kind: Kind): Tool {
    const { tool, penMode } = this.#editor;
    if (event.button === 1 || this.#space) return this.#tools.hand;
    if (kind === 'touch' && penMode && !FINGER_TOOLS.has(tool)) return this.#tools.hand;
    return this.#tools[tool];
  }

  #move(event: PointerEvent): void {
    if (this.#touches.has(event.pointerId)) {
      this.#touches.set(event.pointerId, this.#view(event));
      if (this.#pinch !== null) return this.#pinched(this.#pinch);
    }
    const [editor, input] = [this.#editor, this.#input(event, 1)];
    editor.pointer = input.point;
    const active = this.#active;
    if (active !== null) {
      if (active.pointerId !== event.pointerId) return;
      if (distance(active.last.view, input.view) > 0) this.#disarmLongPress(input);
      active.last = input;
      active.drag.move(input);
      if (this.#clicks.isPast(input.view)) editor.busy = true;
      if (active.tool !== this.#tools.hand) this.#edge.follow(input.view);
    } else if (kindOf(event) !== 'touch') {
      this.#hovered = input;
      this.#tools[editor.tool].hover?.(input);
      this.showCursor();
    }
  }

  #up(event: PointerEvent): void {
    clearTimeout(this.#longPress);
    this.#touches.delete(event.pointerId);
    if (this.#pinch !== null) {
      // The finger that stays down does not begin to draw.
      if (this.#touches.size === 0) this.#pinch = null;
      return;
    }
    const active = this.#active;
    if (active?.pointerId !== event.pointerId) return;
    this.#release();
    active.drag.up(this.#input(event, 1));
    if (kindOf(event) === 'touch') this.#editor.pointer = null;
    this.showCursor();
  }

  #lost(event: PointerEvent): void {
    clearTimeout(this.#longPress);
    this.#touches.delete(event.pointerId);
    if (this.#touches.size === 0) this.#pinch = null;
    if (this.#active?.pointerId === event.pointerId) this.cancel();
  }

  /** What is lifted while the window is away is not told. */
  #blurred(): void {
    this.#space = false;
    this.cancel();
  }

  #left(): void {
    if (this.#active !== null) return;
    this.#hovered = null;
    this.#editor.pointer = null;
    this.#editor.hovered = null;
  }

  #release(): void {
    this.#active = null;
    this.#editor.busy = false;
    this.#edge.follow(null);
  }

  #pinched({ camera, ids, distance: from, middle }: Pinch): void {
    const [a, b] = [this.#touches.get(ids[0]), this.#touches.get(ids[1])];
    if (a === undefined || b === undefined) return;
    const zoomed = zoomAt(camera, camera.zoom * (distance(a, b) / from), middle);
    const now: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    this.#editor.camera = panBy(zoomed, middle[0] - now[0], middle[1] - now[1]);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? this.#editor.size.height : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      // A pinch on a trackpad comes as small steps, the wheel of a mouse as one of a hundred.
      const step = Math.max(-60, Math.min(60, dy));
      this.#editor.zoomBy(Math.exp(-step / 150), this.#view(event));
    } else if (event.shiftKey && dx === 0) {
      this.#editor.camera = panBy(this.#editor.camera, dy, 0);
    } else {
      this.#editor.camera = panBy(this.#editor.camera, dx, dy);
    }
    this.#viewMoved();
  }

  /** What is being dragged stays under the pointer. */
  #viewMoved(): void {
    const active = this.#active;
    if (active === null) return;
    active.last = { ...active.last, point: toScene(this.#editor.camera, active.last.view) };
    active.drag.move({ ...active.last, path: [active.last] });
  }

  /** A key that changes what the gesture does, changes it without waiting for the pointer to move. */
  #key(event: KeyboardEvent): void {
    const isHere = document.activeElement === this.#host;
    if (event.code === 'Space' && (isHere || (this.#space && event.type === 'keyup'))) {
      this.#space = event.type === 'keydown';
      this.showCursor();
      event.preventDefault();
    }
    const active = this.#active;
    if (active === null || !['Shift', 'Alt', 'Control', 'Meta'].includes(event.key)) return;
    event.preventDefault();
    active.last = { ...active.last, ...modifiersOf(event), path: [active.last] };
    active.drag.move(active.last);
  }

  #contextMenu(event: MouseEvent): void {
    event.preventDefault();
    if (this.#active !== null || this.#touches.size > 0) return;
    this.openMenu(this.#view(event));
  }

  /** Opens the menu for what lies at a place of the view, also if it is locked. */
  openMenu(view: Point): void {
    const editor = this.#editor;
    const point = editor.toScene(view);
    const reach = editor.reach('mouse');
    const hit = editor.index.at(point, reach) ?? editor.index.bindableAt(point, 0);
    if (hit !== null && !editor.selection.has(hit.id)) editor.selectElement(hit);
    else if (hit === null && !this.#isInSelection(point)) editor.clearSelection();
    editor.menu = { view };
  }

  #isInSelection(point: Point): boolean {
    const { bounds } = this.#editor;
    return bounds !== null && isWithin(point, bounds);
  }

  #armLongPress(input: PointerInput): void {
    clearTimeout(this.#longPress);
    this.#longPress = setTimeout(() => {
      this.cancel();
      const editor = this.#editor;
      if (editor.tool === 'select') return this.openMenu(input.view);
      const hit = editor.index.at(input.point, editor.reach('touch'), ({ locked }) => !locked);
      if (hit === null) return;
      editor.setTool('select');
      editor.selectElement(hit);
    }, LONG_PRESS_MS);
  }

  #disarmLongPress(input: PointerInput): void {
    const from = this.#clicks.last;
    if (from !== null && distance(from, input.view) > LONG_PRESS_PX) {
      clearTimeout(this.#longPress);
    }
  }

  #view(event: MouseEvent): Point {
    const { left, top } = this.#host.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  #input(event: PointerEvent, clicks: number): PointerInput {
    const { camera } = this.#editor;
    const view = this.#view(event);
    const between = event.type === 'pointermove' ? event.getCoalescedEvents() : [];
    const place = (each: PointerEvent): PointerInput['path'][number] => ({
      point: toScene(camera, this.#view(each)),
      pressure: each.pressure,
    });
    return {
      point: toScene(camera, view),
      view,
      pressure: event.pressure,
      kind: kindOf(event),
      clicks,
      path: (between.length === 0 ? [event] : between).map(place),
      ...modifiersOf(event),
    };
  }
}

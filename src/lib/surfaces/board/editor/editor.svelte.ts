/* eslint-disable svelte/prefer-svelte-reactivity -- sets and maps here are made anew each time, never changed */
import type { Guide } from '../geometry/guide.ts';
import { SpatialIndex } from '../geometry/spatial.ts';
import { contains, union, type Bounds } from '../geometry/vector.ts';
import { boundsIn, type Lookup } from '../geometry/arrow.ts';
import { unitsOf, type Unit } from '../geometry/align.ts';
import type { Board } from '../model/board.ts';
import { type BoardChange } from '../model/board.ts';
import type { BoardElement, Point } from '../model/types.ts';
import {
  MAX_ZOOM,
  centredOn,
  fitBeside,
  isCovered,
  panBeside,
  toScene,
  toView,
  viewBounds,
  zoomAt,
} from './camera.ts';
import type { Camera, FitOptions, ViewSize } from './camera.ts';
import { CropMode } from './crop-mode.svelte.ts';
import { Interruption } from './interruption.ts';
import { LiveEdit } from './live-edit.ts';
import { expanded, groupOf, withGroup } from './selection.ts';
import { FIRST_STYLE, type Style } from './style.ts';
import { restyled, StylePull } from './style-pull.ts';
import { READING_TOOLS, type ToolId } from './tool-ids.ts';

/** How near a pointer must be to what it means, CSS pixels. */
export const REACH = { mouse: 6, pen: 10, touch: 16 } as const;

/** A place that the laser has passed. */
export interface LaserPoint {
  /** In the scene. */
  readonly point: Point;
  /** It is not joined to the one before. */
  readonly begins: boolean;
}

/** A menu at a place of the view. */
export interface MenuPlace {
  /** CSS pixels from the view's top left corner. */
  readonly view: Point;
}

/**
 * A board that is being looked at and edited: what the tools, panels and layers share. Reactive, so that what shows it
 * follows by itself. It knows no DOM.
 */
export class BoardEditor {
  readonly board: Board;
  readonly index: SpatialIndex;

  camera = $state.raw<Camera>({ x: 0, y: 0, zoom: 1 });
  /** Of the view. */
  size = $state.raw<ViewSize>({ width: 0, height: 0 });
  tool = $state<ToolId>('select');
  /** The tool stays after it was used. */
  toolKept = $state(false);
  style = $state.raw<Style>(FIRST_STYLE);
  selection = $state.raw<ReadonlySet<string>>(new Set());
  /** The group whose members are selected one by one. */
  openGroup = $state<string | null>(null);
  /** The element whose words are being edited. */
  editing = $state<string | null>(null);
  /** Where the caret shall stand first, in the scene; null to select all words. */
  editingFrom: Point | null = null;
  /** An element that is being made and is not in the document yet. */
  draft = $state.raw<BoardElement | null>(null);
  /** What a gesture that is going on shows instead of what the document has. */
  shown = $state.raw<ReadonlyMap<string, BoardElement> | null>(null);
  /** What will be deleted when the eraser is lifted. */
  erasing = $state.raw<ReadonlySet<string>>(new Set());
  marquee = $state.raw<Bounds | null>(null);
  guides = $state.raw<readonly Guide[]>([]);
  /** The shape that the end of an arrow would be bound to. */
  bindable = $state<string | null>(null);
  /** What lies under a resting mouse with the select tool. */
  hovered = $state<string | null>(null);
  /** Where this person's pointer is, in the scene: for the others. Null outside the view. */
  pointer = $state.raw<Point | null>(null);
  /** Points that the laser has passed, newest last; what shows them takes them away as they fade. */
  laser = $state.raw<readonly LaserPoint[]>([]);
  /** The laser is pressed. */
  lasering = $state(false);
  menu = $state.raw<MenuPlace | null>(null);
  /** A gesture is going on: what floats gets out of its way. */
  busy = $state(false);
  /** A pen was seen: fingers move the view, and do not draw. */
  penMode = $state(false);
  readOnly = $state(false);
  grid = $state(false);
  snapping = $state(true);

  /** What lies over the view now, as bars and panels do: CSS pixels from its top left corner. */
  covers: () => readonly Bounds[] = () => [];
  /** Called before the tool is put away, so that it can finish what it has open. */
  onleavetool: (() => void) | undefined;
  /** Called when the writing of words ends, so that what is open is written. */
  onfinishtext: (() => void) | undefined;

  /** The style of the selection, as it is being pulled. */
  readonly pull: StylePull;
  readonly crop: CropMode;
  readonly interruption = new Interruption();

  /** Raised by each change of the document, so that what reads elements is computed anew. */
  #version = $state(0);
  #live: LiveEdit | null = null;
  readonly #stop: () => void;

  constructor(board: Board, index = new SpatialIndex(board)) {
    this.board = board;
    this.index = index;
    this.pull = new StylePull(this);
    this.crop = new CropMode(this);
    this.#stop = board.subscribe((change) => this.#changed(change));
  }

  /** All elements from the bottom to the top. Reactive. */
  get elements(): readonly BoardElement[] {
    void this.#version;
    return this.board.elements;
  }

  /** An element as it is shown: with what a gesture does to it. Reactive. */
  get(id: string): BoardElement | undefined {
    void this.#version;
    return this.shown?.get(id) ?? this.board.get(id);
  }

  readonly lookup: Lookup = (id) => this.get(id);

  /** The selected elements as they are shown, from the bottom to the top. */
  readonly selected: readonly BoardElement[] = $derived.by(() => {
    if (this.selection.size === 0) return [];
    // Few of many: looked up, then sorted as they lie.
    const found = this.elements.filter(({ id }) => this.selection.has(id));
    return found.map(({ id }) => this.get(id)).filter((element) => element !== undefined);
  });

  /** The selected elements by what moves as one. */
  readonly units: readonly Unit[] = $derived(
    unitsOf(this.selected, (element) => boundsIn(element, this.lookup), this.openGroup),
  );

  /** The box around the selection; null for none. */
  readonly bounds: Bounds | null = $derived(union(this.units.map(({ bounds }) => bounds)));

  /** The one element that is selected, or null. */
  readonly single: BoardElement | null = $derived(
    this.selected.length === 1 ? (this.selected[0] ?? null) : null,
  );

  readonly canUndo: boolean = $derived.by(() => {
    void this.#version;
    return !this.readOnly && this.board.history.canUndo();
  });
  readonly canRedo: boolean = $derived.by(() => {
    void this.#version;
    return !this.readOnly && this.board.history.canRedo();
  });

  /** What can be reached on the screen, in scene units. */
  reach(kind: keyof typeof REACH): number {
    return REACH[kind] / this.camera.zoom;
  }

  toScene(view: Point): Point {
    return toScene(this.camera, view);
  }

  toView(point: Point): Point {
    return toView(this.camera, point);
  }

  /** What is seen, in scene units. */
  get view(): Bounds {
    return viewBounds(this.camera, this.size);
  }

  /** The middle of the view, in the scene. */
  get middle(): Point {
    return toScene(this.camera, [this.size.width / 2, this.size.height / 2]);
  }

  setTool(tool: ToolId): void {
    if (this.readOnly && !READING_TOOLS.has(tool)) return;
    this.stopEditing();
    this.onleavetool?.();
    this.tool = tool;
    this.hovered = null;
    if (tool !== 'select') this.select([]);
  }

  /** After a tool has made something: back to selecting, unless the tool is kept. */
  toolUsed(): void {
    if (!this.toolKept) this.tool = 'select';
  }

  /** Selects elements as they are given; see `expanded` for their groups. */
  select(ids: Iterable<string>): void {
    const next = new Set(ids);
    if (next.size === 0 && this.selection.size === 0) return;
    this.selection = next;
  }

  /** Selects an element with its group; with `toggle` it joins or leaves what is selected. */
  selectElement(element: BoardElement, toggle = false): void {
    const ids = withGroup(element, this.board.elements, this.openGroup);
    // A click outside an opened group closes it.
    if (this.openGroup !== null && !element.groupIds.includes(this.openGroup)) {
      this.openGroup = null;
      return this.selectElement(element, toggle);
    }
    if (!toggle) return this.select(ids);
    const next = new Set(this.selection);
    const remove = ids.every((id) => next.has(id));
    for (const id of ids) {
      if (remove) next.delete(id);
      else next.add(id);
    }
    this.select(next);
  }

  /** Selects elements with the rest of their groups. */
  selectWithGroups(ids: Iterable<string>): void {
    this.select(expanded(ids, this.board.elements, this.openGroup));
  }

  selectAll(): void {
    const ids = this.board.elements
      .filter(({ locked, groupIds }) => {
        return !locked && (this.openGroup === null || groupIds.includes(this.openGroup));
      })
      .map(({ id }) => id);
    this.select(ids);
  }

  clearSelection(): void {
    this.select([]);
    this.openGroup = null;
  }

  /** Opens the group that an element is in, as far as one is left to open, and selects the element in it. */
  enterGroup(element: BoardElement): boolean {
    const group = groupOf(element, this.openGroup);
    if (group === null) return false;
    this.openGroup = group;
    this.select(withGroup(element, this.board.elements, group));
    return true;
  }

  /** One step out: of the words, the gesture's tool, the opened group, the selection. True if there was one. */
  stepOut(): boolean {
    if (this.editing !== null) {
      this.stopEditing();
    } else if (this.menu !== null) {
      this.menu = null;
    } else if (this.openGroup !== null) {
      const group = this.openGroup;
      this.openGroup = null;
      this.selectWithGroups(
        this.board.elements.filter(({ groupIds }) => groupIds.includes(group)).map(({ id }) => id),
      );
    } else if (this.selection.size > 0) {
      this.clearSelection();
    } else if (this.tool !== 'select') {
      this.setTool('select');
    } else {
      return false;
    }
    return true;
  }

  /**
   * Begins to edit the words of an element, of a frame its name.
   * @param from where the caret shall stand, in the scene; null to select all words
   */
  edit(id: string, from: Point | null = null): void {
    const element = this.board.get(id);
    if (this.readOnly || element === undefined || element.locked) return;
    if (element.type !== 'frame' && this.board.textOf(id) === null) return;
    this.stopEditing();
    this.select([id]);
    this.editingFrom = from;
    this.editing = id;
  }

  stopEditing(): void {
    if (this.editing === null) return;
    this.editing = null;
    this.onfinishtext?.();
  }

  /** Begins changes of a gesture, of which there is one at a time. */
  begin(): LiveEdit {
    this.pull.finish();
    this.#live?.cancel();
    const live = new LiveEdit({
      board: this.board,
      mayWrite: () => !this.readOnly,
      onshow: (shown) => {
        if (shown === null && this.#live === live) this.#live = null;
        this.shown = shown;
      },
    });
    this.#live = live;
    return live;
  }

  /** Changes how the selection looks, and how what comes next will. */
  restyle(change: Partial<Style>): void {
    this.style = { ...this.style, ...change };
    const patches = restyled(this.selected, change);
    if (!this.readOnly && patches.size > 0) this.board.updateAll(patches);
  }

  undo(): void {
    if (!this.readOnly) this.board.undo();
    this.#version += 1;
  }

  redo(): void {
    if (!this.readOnly) this.board.redo();
    this.#version += 1;
  }

  /** Zooms by a factor around a point of the view, or its middle. */
  zoomBy(factor: number, at: Point = [this.size.width / 2, this.size.height / 2]): void {
    this.camera = zoomAt(this.camera, this.camera.zoom * factor, at);
  }

  zoomTo(zoom: number): void {
    this.camera = zoomAt(this.camera, zoom, [this.size.width / 2, this.size.height / 2]);
  }

  /** Shows everything, or the selection, or some box. */
  showAll(options?: FitOptions): void {
    const all = this.index.boundsOfAll();
    if (all !== null) this.show(all, options);
    else this.camera = centredOn([400, 250], this.size, 1);
  }

  show(bounds: Bounds, options: FitOptions = {}): void {
    this.camera = fitBeside(bounds, this.size, this.covers(), options);
  }

  showSelection(): void {
    if (this.bounds !== null) this.show(this.bounds, { maxZoom: Math.min(2, MAX_ZOOM) });
  }

  /** Moves the view just as far that an element is seen: for those who walk by keyboard. */
  reveal(id: string): void {
    const bounds = this.index.boundsOf(id);
    if (bounds === null) return;
    if (contains(this.view, bounds) && !isCovered(bounds, this.camera, this.covers())) return;
    this.show(bounds, { maxZoom: this.camera.zoom, padding: 96 });
  }

  /** Moves the view just as far that the selection is not under something, as far as there is room. */
  keepBeside(covers: readonly Bounds[]): void {
    if (this.bounds !== null) this.camera = panBeside(this.bounds, this.camera, this.size, covers);
  }

  destroy(): void {
    this.#stop();
    this.#live?.cancel();
    this.index.destroy();
    this.board.destroy();
  }

  #changed({ changed }: BoardChange): void {
    this.#version += 1;
    // What is gone is not selected, edited or pointed at any more.
    const gone = [...changed].filter((id) => this.board.get(id) === undefined);
    if (gone.length === 0) return;
    if (gone.some((id) => this.selection.has(id))) {
      this.select([...this.selection].filter((id) => this.board.get(id) !== undefined));
    }
    if (this.editing !== null && gone.includes(this.editing)) this.editing = null;
    if (this.hovered !== null && gone.includes(this.hovered)) this.hovered = null;
  }
}

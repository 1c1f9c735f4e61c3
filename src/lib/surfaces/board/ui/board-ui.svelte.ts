import type { Action } from '../editor/action.ts';
import type { BoardEditor } from '../editor/editor.svelte.ts';
import type { BoardSession } from '../session.svelte.ts';
import { TOOL_STYLE_KEYS } from '../editor/style.ts';
import { TOOL_IDS, type ToolId } from '../editor/tool-ids.ts';
import type { Bounds } from '../geometry/vector.ts';
import type { Point } from '../model/types.ts';
import { words } from '../words.ts';
import { recall, remember } from './remembered.ts';

/** Below this width of the window the bars are those of a phone, CSS pixels; the styles of the app say the same. */
const PHONE = '(max-width: 767px)';
/** In a board that is narrower than this the bar of a desk has no room either, CSS pixels. */
const LEAST_DESK = 640;
/** In a board that is narrower than this, what stands in the corners moves above the bar of tools, CSS pixels. */
const LEAST_ROW = 1_080;

/** Tools that wait behind "more shapes"; the last one of them that was used has a place in the bar. */
export const EXTRA_TOOLS = ['ellipse', 'diamond', 'line', 'laser'] as const satisfies ToolId[];

/** What is open around a board, in this browser. */
export class BoardUi {
  readonly session: BoardSession;
  /** What takes the keys of the board. */
  readonly #view: () => HTMLElement | undefined;
  #smallWindow = $state(false);
  #extra = $state<ToolId | null>(null);
  #panel = $state(true);
  #minimap = $state(true);
  /** The panel shall have the focus as soon as it is there. */
  panelAsked = $state(false);
  #outline = $state(false);
  /** The element whose link is being edited. */
  #linking = $state<string | null>(null);
  readonly #stops: (() => void)[];

  constructor(session: BoardSession, view: () => HTMLElement | undefined) {
    this.session = session;
    this.#view = view;
    this.#extra = extraTool(recall('tool'));
    this.#panel = recall('panel') !== 'closed';
    this.#minimap = recall('minimap') !== 'closed';
    session.actions.add(this.#actions());
    session.editor.covers = () => coversOf(this.#view(), ...COVERS);
    const query = matchMedia(PHONE);
    const measure = (): void => void (this.#smallWindow = query.matches);
    measure();
    query.addEventListener('change', measure);
    this.#stops = [
      () => query.removeEventListener('change', measure),
      $effect.root(() => {
        $effect(() => this.#keepExtra(this.editor.tool));
      }),
    ];
  }

  get editor(): BoardEditor {
    return this.session.editor;
  }

  /** There is room for the bars of a phone only. */
  get phone(): boolean {
    return this.#smallWindow || this.editor.size.width < LEAST_DESK;
  }

  /** The corners at the bottom and the bar of tools do not fit side by side. */
  get stacked(): boolean {
    return !this.phone && this.editor.size.width < LEAST_ROW;
  }

  /** The tool behind "more shapes" that was used last. */
  get extraTool(): ToolId | null {
    return this.#extra;
  }

  /** The panel of properties is open, where there is room for it. */
  get panel(): boolean {
    return this.#panel;
  }

  set panel(open: boolean) {
    if (open && !this.#panel) this.#opened('.panel');
    this.#panel = open;
    remember('panel', open ? 'open' : 'closed');
  }

  /** The board as a tree of words is open. */
  get outline(): boolean {
    return this.#outline;
  }

  set outline(open: boolean) {
    if (open && !this.#outline) this.#opened('.outline');
    this.#outline = open;
  }

  /** Whether there is something to show in the panel of properties. */
  get hasProperties(): boolean {
    const { readOnly, single, selected, tool } = this.editor;
    if (readOnly) return single !== null && single.link !== null;
    return selected.length > 0 || TOOL_STYLE_KEYS[tool].length > 0;
  }

  /** The overview of the board is open, where there is room for it. */
  get minimap(): boolean {
    return this.#minimap;
  }

  set minimap(open: boolean) {
    this.#minimap = open;
    remember('minimap', open ? 'open' : 'closed');
    this.keepFocus();
  }

  /** The link of the one selected element is being edited. */
  get linking(): boolean {
    return this.#linking !== null && this.#linking === this.editor.single?.id;
  }

  set linking(on: boolean) {
    this.#linking = on ? (this.editor.single?.id ?? null) : null;
  }

  action(id: string): Action {
    return this.session.actions.get(id);
  }

  isPossible(id: string): boolean {
    return this.session.actions.isPossible(this.action(id));
  }

  /** Does something; the focus goes back to the board if what had it goes away by that. */
  run(id: string): void {
    const action = this.action(id);
    if (!this.session.actions.isPossible(action)) return;
    action.run();
    this.keepFocus();
  }

  /** After the next change of the page: if nothing has the focus any more, the board has it. */
  keepFocus(): void {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) this.focusView();
    });
  }

  focusView(): void {
    this.#view()?.focus({ preventScroll: true });
  }

  destroy(): void {
    this.editor.covers = () => [];
    for (const stop of this.#stops) stop();
  }

  #actions(): Action[] {
    const { editor } = this;
    return [
      {
        id: 'link',
        label: words.panel.editLink,
        shortcuts: ['mod+k'],
        edits: true,
        enabled: () => editor.single !== null && !editor.single.locked,
        run: () => {
          this.panel = true;
          this.linking = true;
        },
      },
      {
        // With a selection, Tab goes through the board and not on to the panel.
        id: 'properties',
        label: words.panel.focus,
        shortcuts: ['alt+p'],
        edits: false,
        enabled: () => !this.phone && this.hasProperties,
        run: () => {
          this.panel = true;
          this.panelAsked = true;
        },
      },
      {
        id: 'outline',
        label: words.tree.show,
        shortcuts: ['alt+o'],
        edits: false,
        run: () => (this.outline = !this.outline),
      },
      {
        id: 'menu',
        label: words.menu.open,
        shortcuts: ['shift+F10', 'ContextMenu'],
        edits: false,
        run: () => (editor.menu = { view: this.#menuPlace() }),
      },
    ];
  }

  /** Below the selection, as far as that is seen; else in the middle of the view. */
  #menuPlace(): Point {
    const { bounds, size } = this.editor;
    if (bounds === null) return [size.width / 2, size.height / 2];
    const [x, y] = this.editor.toView([(bounds.minX + bounds.maxX) / 2, bounds.maxY]);
    return [Math.min(size.width, Math.max(0, x)), Math.min(size.height, Math.max(0, y))];
  }

  /** Once it is there, what was opened does not lie over what is being worked on. */
  #opened(part: string): void {
    requestAnimationFrame(() => this.editor.keepBeside(coversOf(this.#view(), part)));
  }

  #keepExtra(tool: ToolId): void {
    const extra = extraTool(tool);
    if (extra === null || extra === this.#extra) return;
    this.#extra = extra;
    remember('tool', extra);
  }
}

/** What stands over the board for longer than a moment. */
const COVERS = ['.bar', '.phone-bar', '.panel', '.outline'] as const;

function coversOf(view: HTMLElement | undefined, ...which: readonly string[]): Bounds[] {
  if (view === undefined) return [];
  const { left, top } = view.getBoundingClientRect();
  const selector = which.map((part) => `:scope > ${part}`).join();
  const parts = view.parentElement?.querySelectorAll(selector) ?? [];
  return Array.from(parts, (part) => {
    const box = part.getBoundingClientRect();
    return {
      ...{ minX: box.left - left, minY: box.top - top },
      ...{ maxX: box.right - left, maxY: box.bottom - top },
    };
  });
}

function extraTool(id: string | null): ToolId | null {
  const extras: readonly ToolId[] = EXTRA_TOOLS;
  return TOOL_IDS.find((tool) => tool === id && extras.includes(tool)) ?? null;
}

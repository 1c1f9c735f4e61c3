import { getContext, setContext, type Component } from 'svelte';
import type { Kind, PresenceUser } from '../../protocol/index.ts';
import type { ShortcutGroup } from '../../surfaces/surface.ts';
import { Toasts } from '../ui/toasts.svelte.ts';
import { applyTheme, type Theme } from './theme.ts';

/** Something that can be done from the palette. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon: Component;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

/** A document as the frame lists it. */
export interface ShownPage {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly people: readonly PresenceUser[];
}

export const SIDEBAR_COOKIE = 'runnel_sidebar';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** What is open in the frame around the pages, and what pages add to it. One per app, through context. */
export class Shell {
  palette = $state(false);
  shortcuts = $state(false);
  /** The sidebar as a sheet over the page, on a phone. */
  sheet = $state(false);
  /** The sidebar beside the page, on a desk. */
  sidebar = $state(true);
  theme = $state<Theme>('system');
  /** The document that is open, under the name that it has this very moment. */
  open = $state.raw<{
    readonly id: string;
    readonly title: string;
    /** It has words that are not on the server. */
    readonly unsent: () => boolean;
  } | null>(null);
  /** Shortcuts of the page that is open; null for those of writing. */
  shortcutGroups = $state.raw<readonly ShortcutGroup[] | null>(null);
  /** Commands of the page that is open. */
  commands = $state.raw<readonly Command[]>([]);
  readonly toasts = new Toasts();

  constructor(initial: { sidebar: boolean; theme: Theme }) {
    this.sidebar = initial.sidebar;
    this.theme = initial.theme;
  }

  /** Adds a page's commands; call what it returns when the page goes. */
  register(commands: readonly Command[]): () => void {
    this.commands = commands;
    return () => {
      if (this.commands === commands) this.commands = [];
    };
  }

  /** The list with the open document under its present name, which the server learns a moment later. */
  named(pages: readonly ShownPage[]): readonly ShownPage[] {
    const { open } = this;
    if (!open) return pages;
    return pages.map((each) => (each.id === open.id ? { ...each, title: open.title } : each));
  }

  toggleSidebar(): void {
    this.sidebar = !this.sidebar;
    document.cookie = `${SIDEBAR_COOKIE}=${this.sidebar ? 'open' : 'closed'}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    applyTheme(theme);
  }
}

const KEY = Symbol('shell');

export function setShell(shell: Shell): Shell {
  return setContext(KEY, shell);
}

/** The frame's state; only below the app's layout. */
export function getShell(): Shell {
  return getContext<Shell>(KEY);
}

import type { Component } from 'svelte';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

/** Pictures and the like that are kept beside a document: stored by the server, named by an id. */
export interface SurfaceFiles {
  /**
   * Stores a file with the document.
   * @returns the id under which everybody who may read the document finds it
   * @throws `SurfaceFileError`
   */
  store(file: Blob): Promise<string>;
  /** The address of a file on this site, whether it is there or not. */
  urlOf(fileId: string): string;
  /**
   * A file as it was stored, with its media type.
   * @throws `SurfaceFileError`: `failed` also for one that is not there
   */
  read(fileId: string): Promise<Blob>;
  /**
   * A file of the page itself, as its fonts are.
   * @param url an address that a style sheet of the page names
   * @throws `SurfaceFileError`
   */
  asset(url: string): Promise<Blob>;
}

/** Why a file was not stored, or could not be read. */
export class SurfaceFileError extends Error {
  readonly code: 'too_large' | 'unsupported_type' | 'quota' | 'offline' | 'read_only' | 'failed';

  constructor(code: SurfaceFileError['code'], options?: ErrorOptions) {
    super(`The file was not stored or read: ${code}`, options);
    this.name = 'SurfaceFileError';
    this.code = code;
  }
}

/** Something that a surface can do beyond its own tools: it stands in the page's menu and in the palette. */
export interface SurfaceCommand {
  readonly id: string;
  readonly label: string;
  readonly icon: Component;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

/** Some of a surface's shortcuts under a heading, for the list of shortcuts. */
export interface ShortcutGroup {
  readonly title: string;
  /** Keys as they are written on their caps. */
  readonly rows: readonly { readonly label: string; readonly keys: readonly string[] }[];
}

/**
 * What a surface is given. It never fetches and never knows the transport: it reads and writes `doc`,
 * and shows and reads carets through `awareness` (whose states carry `user: {id, name, color}`, stamped by the
 * server for everybody else).
 */
export interface SurfaceProps {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly readOnly: boolean;
  /** Called once, when the surface shows the document: the server-rendered page may be taken away. */
  readonly onready?: () => void;
  readonly files: SurfaceFiles;
  /** Id of the person who is followed, for surfaces that have no carets in the page to scroll to. */
  readonly following: string | null;
  /** Called with the surface's commands, and again whenever they change. */
  readonly oncommands?: (commands: readonly SurfaceCommand[]) => void;
  /** Called with the surface's shortcuts, when it has others than those of writing. */
  readonly onshortcuts?: (groups: readonly ShortcutGroup[]) => void;
  /** Says something to the person that goes away by itself, with something that can be done about it. */
  readonly notify: (message: string, action?: { label: string; run: () => void }) => void;
}

/** How a kind of document looks and is edited. */
export interface Surface {
  readonly component: Component<SurfaceProps>;
  /**
   * The latest version of content that may be edited. A document that says a later one is shown for reading, and its
   * reader is asked to reload. Not given by a surface that looks itself.
   */
  readonly schemaVersion?: number;
}

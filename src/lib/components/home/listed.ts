import type { Kind, PresenceUser } from '../../protocol/index.ts';
import { home as t, ago, shell } from '../../strings/index.ts';

/** A page as the lists show it. Times are milliseconds since 1970. */
export interface ListedPage {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly excerpt: string;
  readonly people: readonly PresenceUser[];
  readonly updatedAt: number;
  readonly updatedBy: string | null;
  readonly byYou: boolean;
  readonly mayChange: boolean;
}

/** The name under which a page is listed. */
export function shownTitle(page: { readonly title: string }): string {
  return page.title || shell.untitled;
}

/** Who changed it last and when: `Tomasz edited, 4 min ago`. */
export function lastEdit(page: ListedPage, now: number): string {
  return t.edited(page.updatedBy, page.byYou, ago(page.updatedAt, now));
}

import type { IncomingMessage } from 'node:http';
import type { App as Application } from '$lib/server/app';
import type { SessionUser } from '$lib/server/auth/accounts';

declare global {
  namespace App {
    interface Error {
      /** A code of the wire contract, or `internal`. */
      code?: string;
      /** Finds an unexpected failure in the log. */
      id?: string;
    }
    interface Locals {
      app: Application;
      user: SessionUser | null;
      /** The session's id is the hash of its token, not the token. */
      session: { readonly id: string; readonly expiresAt: number } | null;
    }
    interface Platform {
      req: IncomingMessage;
    }
  }
}

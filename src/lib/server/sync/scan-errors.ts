import { ProblemError } from '../../protocol/index.ts';

/** An update that is not a Yjs v1 update. */
export function malformed(what: string, cause?: unknown): ProblemError {
  return new ProblemError('malformed_update', {
    detail: `The body is not a Yjs v1 update: ${what}.`,
    cause,
  });
}

/** An update that decodes but cannot be applied. */
export function invalid(what: string): ProblemError {
  return new ProblemError('invalid_update', { detail: `The update cannot be applied: ${what}.` });
}

/** An update that would take the server too long. Whoever sends such again and again has to wait. */
export class CostlyUpdate extends ProblemError {}

export function costly(what: string): CostlyUpdate {
  return new CostlyUpdate('invalid_update', {
    detail: `The update takes too much work to apply: ${what}.`,
  });
}

import { error } from '@sveltejs/kit';
import { toProblemError } from '$lib/server/http/problem';

/** Runs a use case for a page's load; a refusal becomes the error page with its code. */
export async function loading<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const problem = toProblemError(cause);
    if (problem.code === 'internal') throw cause;
    error(problem.status, {
      message: problem.detail ?? problem.toProblem().title,
      code: problem.code,
    });
  }
}

import type * as Y from 'yjs';

/**
 * Makes `text` read `next` by changing only what differs between the common beginning and the common end, so
 * that carets and edits of others in the rest stay where they are.
 */
export function replaceText(text: Y.Text, next: string): void {
  const now = text.toString();
  let start = 0;
  while (start < now.length && start < next.length && now[start] === next[start]) start += 1;
  // A surrogate pair is one character: never change its second half alone.
  if (start > 0 && isHighSurrogate(now, start - 1)) start -= 1;
  let end = 0;
  while (
    end < now.length - start &&
    end < next.length - start &&
    now[now.length - 1 - end] === next[next.length - 1 - end]
  ) {
    end += 1;
  }
  if (end > 0 && isLowSurrogate(now, now.length - end)) end -= 1;
  if (now.length - end > start) text.delete(start, now.length - end - start);
  if (next.length - end > start) text.insert(start, next.slice(start, next.length - end));
}

function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

/**
 * The work under way for a key, or else that which `start` begins: everybody who asks meanwhile waits for the same.
 * @param running what is under way; kept by the caller
 */
export function shared<K, T>(
  running: Map<K, Promise<T>>,
  key: K,
  start: () => Promise<T>,
): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const work = start().finally(() => running.delete(key));
  running.set(key, work);
  return work;
}

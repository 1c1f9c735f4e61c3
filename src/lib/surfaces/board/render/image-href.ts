/** Pictures that run no script and load nothing else. SVG is not one of them. */
export const IMAGE_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);

/**
 * An address of a picture as it may be written into a page: a path of this site, or a `data:` address of a raster
 * type. Null for anything else.
 */
export function safeImageHref(href: string | null): string | null {
  if (href === null) return null;
  // A path of this site begins with one slash; two, or a backslash, name another host.
  if (/^\/(?![/\\])[\w\-./~%?=&]*$/.test(href)) return href;
  const data = /^data:(image\/[a-z]+);base64,[A-Za-z0-9+/]+={0,2}$/.exec(href);
  return data?.[1] !== undefined && IMAGE_TYPES.has(data[1]) ? href : null;
}

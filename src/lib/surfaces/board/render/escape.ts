/**
 * Text as it may stand in an SVG, between tags or in an attribute in double quotes. Characters that XML does not allow are
 * shown as a replacement: one of them would make the whole file unreadable.
 */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex -- these are what XML does not allow
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)
  );
}

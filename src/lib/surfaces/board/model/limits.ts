/**
 * Bounds of what a board shows. A document may hold anything, as anybody who can edit it wrote it; what is outside
 * of these is brought inside or shown as a placeholder, and stays in the document as it is.
 */

/** Largest distance from the origin, in scene units. */
export const MAX_COORDINATE = 10_000_000;
/** Largest width and height, in scene units. */
export const MAX_SIZE = 1_000_000;
/** Of a picture no less is shown than one of so many parts of a side, which is less than a pixel of it. */
export const MAX_IMAGE_PARTS = 20_000;
/** Points of one line or stroke. An hour of drawing without lifting the pen is about half of it. */
export const MAX_POINTS = 20_000;
/** Characters (UTF-16 units) of one text that are shown. */
export const MAX_TEXT = 20_000;
/** Characters of a colour, a name, an id in a property. */
export const MAX_NAME = 300;
/** Characters of an address. */
export const MAX_LINK = 2_000;
/** How deep groups can lie in groups. */
export const MAX_GROUPS = 32;
/** Characters of a fractional index. */
export const MAX_INDEX = 500;
/** Elements that are read from one document. */
export const MAX_ELEMENTS = 100_000;

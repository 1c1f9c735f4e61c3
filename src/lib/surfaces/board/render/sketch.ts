import rough from 'roughjs';
import { hasPoints, type BoardElement } from '../model/types.ts';
import { isFilled } from '../geometry/hit.ts';
import type { Shape, ShapePart } from './parts.ts';

type Generator = ReturnType<typeof rough.generator>;
type Drawable = ReturnType<Generator['path']>;

const generator = rough.generator();
/** Hatching is never finer than so many lines across the shape… */
const MAX_HATCHES = 400;
/** …and meets its edge no more often than this, as each piece of a long edge may cross each line. */
const MAX_CROSSINGS = 40_000;

/** A path drawn as if by hand, with its ground. The same element looks the same everywhere: it has a seed. */
export function sketch(element: BoardElement, d: string, filled = isFilled(element)): Shape {
  return partsOf(
    element,
    generator.path(d, {
      ...optionsOf(element),
      roughness: roughnessOf(element),
      ...(filled && { fill: 'x', fillStyle: element.fillStyle }),
    }),
  );
}

/** Only the hatched ground of a path. */
export function hatching(element: BoardElement, d: string): Shape {
  return partsOf(
    element,
    generator.path(d, {
      ...optionsOf(element),
      roughness: Math.max(0.4, roughnessOf(element)),
      stroke: 'none',
      fill: 'x',
      fillStyle: element.fillStyle,
    }),
  ).filter((part) => part.stroke !== 'stroke');
}

function optionsOf(element: BoardElement) {
  const across = Math.max(element.width, element.height);
  const edges = hasPoints(element) ? element.points.length : 4;
  const hatches = Math.min(MAX_HATCHES, MAX_CROSSINGS / edges);
  return {
    seed: element.seed,
    strokeWidth: element.strokeWidth,
    fillWeight: element.strokeWidth / 2,
    hachureGap: Math.max(element.strokeWidth * 4, across / hatches),
    // Twice drawn lines show as solid where they should be dashed.
    disableMultiStroke: element.strokeStyle !== 'solid',
    preserveVertices: element.roughness < 2,
  };
}

/** Small shapes are drawn more carefully, or nobody would know what they are. */
function roughnessOf({ roughness, width, height }: BoardElement): number {
  const longer = Math.max(width, height);
  if (longer >= 50) return roughness;
  return Math.min(roughness / (longer < 10 ? 3 : 2), 2.5);
}

function partsOf(element: BoardElement, drawable: Drawable): ShapePart[] {
  return drawable.sets.map((set): ShapePart => {
    const d = generator.opsToPath(set, 2).trim();
    const base = { d, dash: null };
    switch (set.type) {
      case 'path':
        return { ...base, fill: 'none', stroke: 'stroke', width: element.strokeWidth };
      case 'fillPath':
        return { ...base, fill: 'background', stroke: 'none', width: 0 };
      case 'fillSketch':
        return { ...base, fill: 'none', stroke: 'background', width: element.strokeWidth / 2 };
    }
  });
}

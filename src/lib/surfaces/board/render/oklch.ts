/** A colour: red, green, blue from 0 to 255, opacity from 0 to 1. */
export interface Rgba {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** Lightness 0 to 1, chroma, hue in degrees: as `oklch()` of CSS. */
export interface Oklch {
  readonly l: number;
  readonly c: number;
  readonly h: number;
}

function toLinear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
}

/** The colour in Oklch, in which lightness is what eyes see. */
export function toOklch(color: Rgba): Oklch {
  const [r, g, b] = [toLinear(color.r), toLinear(color.g), toLinear(color.b)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    c: Math.hypot(a, bb),
    h: (Math.atan2(bb, a) * 180) / Math.PI,
  };
}

/** The nearest colour that a screen can show: with less chroma where there is none so strong. */
export function fromOklch({ l, c, h }: Oklch, alpha = 1): Rgba {
  let chroma = c;
  for (let i = 0; ; i++) {
    const channels = linear(l, chroma, h);
    if (i === 20 || channels.every((value) => value >= -0.0005 && value <= 1.0005)) {
      const [r = 0, g = 0, b = 0] = channels.map((value) =>
        Math.round(fromLinear(Math.min(1, Math.max(0, value)))),
      );
      return { r, g, b, a: alpha };
    }
    chroma *= 0.9;
  }
}

function linear(lightness: number, chroma: number, hue: number): number[] {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** `#rrggbb`, or `#rrggbbaa` where it is not opaque. */
export function toHex({ r, g, b, a }: Rgba): string {
  const parts = a >= 1 ? [r, g, b] : [r, g, b, Math.round(a * 255)];
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

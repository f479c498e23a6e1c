import { type Camera, contrastThrough, type Scene } from './camera.ts';
import { type Picture, sample } from './picture.ts';
import type { Random } from './random.ts';

const WHITE = [1, 1, 1];
const BLACK = [0, 0, 0];

/** A picture in millimetres, its middle at (0, 0). */
export interface PlacedPicture {
  readonly picture: Picture;
  readonly widthMm: number;
}

/** The world itself, as far as a photograph shows it. */
export function worldScene(placed: PlacedPicture): Scene {
  return { lightAt: (xMm, yMm, _mmPerPx, into) => lookUp(placed, xMm, yMm, into) };
}

export interface PrintOptions {
  /** Reflectance of the darkest ink and of the paper. */
  readonly ink: number;
  readonly paper: number;
  /** What is left of the colours, 0..1. */
  readonly saturation: number;
  readonly dotGain: number;
  /** Distance of the dots of the screen, mm. */
  readonly dotPitchMm: number;
  /** Relative grain of the paper. */
  readonly grain: number;
  /** Light of a lamp in the gloss, at its brightest. */
  readonly gloss: number;
  /** Beyond the picture: white paper, then the room. undefined: the picture is all there is. */
  readonly borderMm?: number;
}

/** Ink on paper under the light of the room. */
export function printScene(
  placed: PlacedPicture,
  options: PrintOptions,
  camera: Camera,
  random: Random,
): Scene {
  const { ink, paper, saturation, dotGain, dotPitchMm, grain, gloss, borderMm } = options;
  const lamp = lampIn(placed, random);
  const room = roomScene(random);
  const half = placed.widthMm / 2;
  const roomLight = new Float64Array(3);
  return {
    lightAt: (xMm, yMm, mmPerPx, into) => {
      const outside = borderMm === undefined ? 0 : beyondRim(xMm, yMm, half + borderMm, mmPerPx);
      lookUp(placed, xMm, yMm, into);
      if (borderMm !== undefined) mix(into, WHITE, beyondRim(xMm, yMm, half, mmPerPx));
      const grey = 0.2126 * into[0]! + 0.7152 * into[1]! + 0.0722 * into[2]!;
      const seen = contrastThrough(camera, mmPerPx / dotPitchMm);
      const phase = (2 * Math.PI) / dotPitchMm;
      const paperGrain = 1 + grain * Math.min(1, 0.5 / mmPerPx) * random.normal();
      const reflection = gloss * lamp(xMm, yMm);
      for (let c = 0; c < 3; c++) {
        const angle = [0.26, 1.31, 0.79][c]!;
        const wave = Math.cos(phase * (xMm * Math.cos(angle) + yMm * Math.sin(angle)));
        const tone = (grey + (into[c]! - grey) * saturation) ** dotGain;
        // Dots show most in the middle tones.
        const dots = tone + 1.2 * tone * (1 - tone) * seen * wave;
        into[c] = (ink + (paper - ink) * dots) * paperGrain + reflection;
      }
      if (outside > 0) {
        room.lightAt(xMm, yMm, mmPerPx, roomLight);
        mix(into, roomLight, outside);
      }
    },
  };
}

export interface ScreenOptions {
  readonly pixelPitchMm: number;
  readonly gamma: number;
  /** Of the screen's white, relative to the light of the room. */
  readonly red: number;
  readonly blue: number;
  /** Light of what should be black: its own glow and the room in the glass. */
  readonly blackLight: number;
  readonly gloss: number;
  /** Black rim, then the room. undefined: the screen is all there is. */
  readonly bezelMm?: number;
}

/** A lit screen: three stripes of colour a pixel, whose beat with the camera's pixels is the moiré. */
export function screenScene(
  placed: PlacedPicture,
  options: ScreenOptions,
  camera: Camera,
  random: Random,
): Scene {
  const { pixelPitchMm, gamma, red, blue, blackLight, gloss, bezelMm } = options;
  const lamp = lampIn(placed, random);
  const room = roomScene(random);
  const half = placed.widthMm / 2;
  const roomLight = new Float64Array(3);
  const gains = [red, 1, blue];
  return {
    lightAt: (xMm, yMm, mmPerPx, into) => {
      const outside = bezelMm === undefined ? 0 : beyondRim(xMm, yMm, half + bezelMm, mmPerPx);
      lookUp(placed, xMm, yMm, into);
      if (bezelMm !== undefined) mix(into, BLACK, beyondRim(xMm, yMm, half, mmPerPx));
      const reflection = blackLight + gloss * lamp(xMm, yMm);
      // Fundamental of a stripe a third of a pixel wide, and of the dark line between the rows.
      const columns = 1.65 * contrastThrough(camera, mmPerPx / pixelPitchMm);
      const rows = 0.35 * contrastThrough(camera, mmPerPx / pixelPitchMm);
      const alongRow = (2 * Math.PI * xMm) / pixelPitchMm;
      const row = 1 + rows * Math.cos((2 * Math.PI * yMm) / pixelPitchMm);
      for (let c = 0; c < 3; c++) {
        const stripe = 1 + columns * Math.cos(alongRow - (2 * Math.PI * c) / 3);
        into[c] = into[c]! ** gamma * gains[c]! * stripe * row + reflection;
      }
      if (outside > 0) {
        room.lightAt(xMm, yMm, mmPerPx, roomLight);
        mix(into, roomLight, outside);
      }
    },
  };
}

/** A room out of focus: a wall that shades off, and one or two upright edges, as doors and cupboards have. */
function roomScene(random: Random): Scene {
  const brightness = random.between(0.08, 0.5);
  const wall = Array.from({ length: 3 }, () => brightness * random.between(0.8, 1.2));
  const shade = random.between(-0.002, 0.002);
  const edges = [random.between(-160, 160), random.between(-160, 160)];
  const steps = [random.between(0.5, 1.5), random.between(0.5, 1.5)];
  return {
    lightAt: (xMm, yMm, _mmPerPx, into) => {
      let light = 1 + shade * (xMm + yMm);
      edges.forEach((edge, index) => {
        const softened = 1 / (1 + Math.exp((edge - xMm) / 4));
        light *= 1 + (steps[index]! - 1) * softened;
      });
      for (let c = 0; c < 3; c++) into[c] = Math.max(0.01, wall[c]! * light);
    },
  };
}

/** 0 inside a square of that half width, 1 outside, and in between on the pixels that its edge crosses. */
function beyondRim(xMm: number, yMm: number, halfMm: number, mmPerPx: number): number {
  const beyond = Math.max(Math.abs(xMm), Math.abs(yMm)) - halfMm;
  return Math.min(1, Math.max(0, 0.5 + beyond / mmPerPx));
}

function mix(into: Float64Array, other: ArrayLike<number>, share: number): void {
  for (let c = 0; c < 3; c++) into[c]! += (other[c]! - into[c]!) * share;
}

function lampIn({ widthMm }: PlacedPicture, random: Random): (xMm: number, yMm: number) => number {
  const x = random.between(-0.5, 0.5) * widthMm;
  const y = random.between(-0.5, 0.5) * widthMm;
  const spread = random.between(0.08, 0.3) * widthMm;
  return (xMm, yMm) => Math.exp(-((xMm - x) ** 2 + (yMm - y) ** 2) / (2 * spread ** 2));
}

function lookUp({ picture, widthMm }: PlacedPicture, xMm: number, yMm: number, into: Float64Array): void {
  const pxPerMm = picture.width / widthMm;
  sample(picture, picture.width / 2 + xMm * pxPerMm, picture.height / 2 + yMm * pxPerMm, into);
}

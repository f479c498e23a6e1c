import { type FrameDemand, SINGLE_FRAME } from '@portero/access';

/**
 * What a door asks for that says nothing itself. Measured by `bench/several-frames` on people of Labeled Faces in the
 * Wild at the threshold 0.8, other photographs of a person standing for frames: of people who are enrolled 11.6 % are
 * missed with one frame, 4.6 % with 2 of 3 and the fused template, 29.3 % with 3 of 3; of strangers 0.3 % are taken for
 * somebody with one frame, 0.2 % with either. At 0.95 the strangers are 3.1, 1.1 and 0.2 %. See docs/several-frames.md.
 */
export const DEFAULT_FRAME_DEMAND: FrameDemand = Object.freeze({ agreeing: 2, demanded: 3 });

/**
 * @param photographDoors doors whose camera is a folder of unrelated photographs: one picture is all that they can send
 * @returns what a door without a setting of its own asks for
 */
export function frameDemands(photographDoors: readonly string[] = []): (door: string) => FrameDemand {
  const photographs = new Set(photographDoors);
  return (door) => (photographs.has(door) ? SINGLE_FRAME : DEFAULT_FRAME_DEMAND);
}

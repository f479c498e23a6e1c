import type { Frame, FrameSource } from '../src/sources/frame.ts';

/** Reads up to `count` frames and stops the source. */
export async function collectFrames(source: FrameSource, count = Number.POSITIVE_INFINITY): Promise<Frame[]> {
  const frames: Frame[] = [];
  try {
    for await (const frame of source) {
      frames.push(frame);
      if (frames.length >= count) break;
    }
  } finally {
    await source.stop();
  }
  return frames;
}

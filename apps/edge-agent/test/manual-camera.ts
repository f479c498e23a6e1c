import type { FaceEncoder } from '../src/agent-types.ts';
import type { Frame, FrameSource } from '../src/sources/frame.ts';
import { LatestValue } from '../src/sources/latest-value.ts';

/** Sees the same face in whatever picture: what is tested here begins after the encoder. */
export const oneFaceEncoder = {
  engine: { engine: 'wasm', reason: 'a test', candidates: [], versions: {} },
  model: { id: 'mobilefacenet-192', threshold: 0.89 },
  analyse: async () => ({
    ...{ width: 100, height: 100, detector: 'tiny' },
    faces: [
      {
        box: { x: 0, y: 0, width: 60, height: 60 },
        embedding: new Float32Array([1, 0]),
        quality: { score: 0.8 },
      },
    ],
    timings: { decodeMs: 1, detectMs: 1, landmarksMs: 1, alignMs: 1, encodeMs: 1, totalMs: 5, queueMs: 0 },
  }),
} as unknown as FaceEncoder;

/** A camera that shows a picture whenever the test says so. */
export function manualCamera(): FrameSource & { show(): void } {
  const frames = new LatestValue<Frame>();
  let index = 0;
  return {
    ...{ description: 'manual', live: true, droppedFrames: 0 },
    show() {
      const capturedMonotonicMs = performance.now();
      frames.offer({ index: index++, capturedAt: Date.now(), capturedMonotonicMs, image: new Uint8Array() });
    },
    async *[Symbol.asyncIterator]() {
      for (let frame = await frames.take(); frame; frame = await frames.take()) yield frame;
    },
    stop: async () => frames.close(),
  };
}

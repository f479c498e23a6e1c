import { asksForScore } from '@portero/access';
import { isRetryable as isEncoderBusy } from '@portero/encoder';
import { errorMessage, isAppError, type Logger } from '@portero/runtime';
import type { FaceEncoder } from '../agent-types.ts';
import type { DoorConfig } from '../door-config.ts';
import type { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import type { Frame, FrameSource } from '../sources/frame.ts';
import type { SeenFace } from './attempt-input.ts';

export interface FaceReaderOptions {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly config: Pick<DoorConfig, 'minFacePx' | 'maxFaces' | 'pad' | 'independentFrames'>;
}

export interface FaceReaderDeps {
  readonly source: Pick<FrameSource, 'droppedFrames'>;
  readonly encoder: FaceEncoder;
  readonly events: EventHub<EdgeEvents>;
  readonly logger: Logger;
}

/** The faces of a picture, largest first; nothing where it could not be analysed. Never rejects. */
export type ReadFaces = (frame: Frame) => Promise<SeenFace[] | undefined>;

/**
 * Pictures in, faces out, each told of. The passive PAD stage runs only where the door looks at its score, and the slow
 * detector only where each picture stands alone: a camera has another one in a moment, and mostly sees nobody.
 */
export function createFaceReader({ door, config }: FaceReaderOptions, deps: FaceReaderDeps): ReadFaces {
  const { encoder, events, logger, source } = deps;
  const { minFacePx, maxFaces, pad, independentFrames } = config;
  const wanted = {
    minFacePx,
    maxFaces,
    thorough: independentFrames,
    ...(asksForScore(pad) && { pad: true }),
  };

  return async ({ index, label, capturedAt, capturedMonotonicMs, image }) => {
    const labelled = label !== undefined && { label };
    const shown = { door, index, ...labelled };
    try {
      const { faces, timings } = await encoder.analyse(image, wanted);
      events.emit('frame', { ...shown, faces: faces.length, droppedFrames: source.droppedFrames, timings });
      const seenIn = { index, capturedAt, capturedMonotonicMs, timings, ...labelled };
      return faces.map((face) => ({ ...face, seenIn }));
    } catch (error) {
      const reason = isAppError(error) ? error.code : 'UNKNOWN';
      const level = isEncoderBusy(error) ? 'debug' : 'warn';
      logger[level]({ door, index, code: reason, reason: errorMessage(error) }, 'a frame was skipped');
      events.emit('frameSkipped', { ...shown, reason });
      return undefined;
    }
  };
}

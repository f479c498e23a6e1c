import { createLandmarkFinder } from '../detection/landmark-finder.ts';
import { createSsdFaceDetector } from '../detection/ssd-face-detector.ts';
import { createTinyFaceDetector } from '../detection/tiny-face-detector.ts';
import { type NetworkPlace, networkLoader, sessionPlaceOf } from '../engines/load-pixel-network.ts';
import { decodeImage } from '../image/decode-image.ts';
import { type Turn, turnFrame } from '../image/turn-frame.ts';
import { createPassivePadAnalyser } from '../pad/passive-pad-analyser.ts';
import { loadNetwork } from '../zoo/load-network.ts';
import type { ModelManifest } from '../zoo/model-manifest.ts';
import { alignFaces, encodeFaces } from './face-encoder.ts';
import { findFaces } from './face-finder.ts';
import { measureFace } from './face-measures.ts';
import { assessQuality } from './face-quality.ts';
import type { FrameAnalysis, ImageInput, RawFrame } from './frame-analysis.ts';
import { measurePicture } from './picture-measures.ts';

/**
 * A second look for faces that nearly fill the frame: the tiny detector knows smaller faces with a head around them.
 * It finds the face in every one of 120 pictures of LFW (of 1,588) that the first look misses, of which the slow
 * detector finds 77, and in the two such pictures of the notebook's office.
 */
const CLOSE_UP = { inputSize: 192, marginShare: 0.25 } as const;

export interface FrameAnalyserOptions extends NetworkPlace {
  readonly model: ModelManifest;
}

export interface AnalysisRequest {
  readonly maxFaces: number;
  readonly minFacePx: number;
  readonly encode: boolean;
  readonly mirror: boolean;
  readonly thorough: boolean | 'always';
  readonly measure: boolean;
  readonly pad: boolean;
  readonly turn: Turn;
}

/** Everything that turns a frame into templates, on the engine of this thread. One frame at a time. */
export interface FrameAnalyser {
  /** @throws {EncoderError} IMAGE_EMPTY, IMAGE_CORRUPT, IMAGE_TOO_LARGE */
  analyse(image: ImageInput, request: AnalysisRequest): Promise<FrameAnalysis>;
  /** Runs every network once, since the first run of each is much slower. */
  warmUp(): Promise<void>;
  dispose(): void;
}

/**
 * Loads the networks. An engine must have been selected before.
 *
 * @throws {EncoderError} MODEL_UNKNOWN, MODEL_WEIGHTS_MISSING, MODEL_WEIGHTS_INVALID
 */
export async function createFrameAnalyser({ model, ...place }: FrameAnalyserOptions): Promise<FrameAnalyser> {
  const load = await networkLoader(place);
  const network = await loadNetwork(model.id, place);
  const tinyNetwork = await load('tiny-face');
  const ssdNetwork = await load('ssd-face');
  const landmarkNetwork = await load('landmarks');
  const tiny = createTinyFaceDetector({}, { network: tinyNetwork });
  const closeUp = createTinyFaceDetector(CLOSE_UP, { network: tinyNetwork });
  const ssd = createSsdFaceDetector({}, { network: ssdNetwork });
  const pad = createPassivePadAnalyser();
  const landmarks = createLandmarkFinder({ network: landmarkNetwork });

  async function analyse(image: ImageInput, request: AnalysisRequest): Promise<FrameAnalysis> {
    const start = performance.now();
    const frame = turnFrame(await decodeImage(image), request.turn);
    const decoded = performance.now();
    const {
      faces: located,
      detector,
      ...found
    } = await findFaces(frame, request, { tiny, closeUp, ssd, landmarks });
    const beforeAlign = performance.now();
    const aligned = alignFaces(frame, located, model.alignment);
    const qualities = located.map(({ fivePoints, box }) => assessQuality(frame, fivePoints, box));
    const beforeEncode = performance.now();
    const embeddings = request.encode ? await encodeFaces(aligned, network, request) : [];
    const end = performance.now();
    return {
      width: frame.width,
      height: frame.height,
      detector,
      ...(request.measure && { picture: measurePicture(frame) }),
      faces: located.map((face, index) => ({
        box: face.box,
        detectionScore: face.score,
        landmarks: face.landmarks,
        fivePoints: face.fivePoints,
        embedding: embeddings[index] ?? new Float32Array(),
        quality: qualities[index]!,
        ...(request.measure && { measures: measureFace(frame, face) }),
        ...(request.pad && { pad: pad.analyse({ frame, ...face }) }),
      })),
      timings: {
        decodeMs: decoded - start,
        ...found,
        alignMs: beforeEncode - beforeAlign,
        encodeMs: end - beforeEncode,
        totalMs: end - start,
        queueMs: 0,
      },
    };
  }

  async function warmUp(): Promise<void> {
    const frame: RawFrame = { data: new Uint8Array(64 * 64 * 3), width: 64, height: 64, channels: 3 };
    // An empty frame takes the tiny detector and then the thorough one; the other two need a face to be given.
    const request = {
      maxFaces: 1,
      minFacePx: 1,
      encode: true,
      mirror: false,
      thorough: true,
      measure: false,
      pad: false,
      turn: 0,
    } as const;
    await analyse(frame, request);
    const box = { x: 0, y: 0, width: 64, height: 64 };
    const { width, height } = model.alignment;
    // A GPU is slow with the first picture, and with the first few at once.
    const { provider } = sessionPlaceOf(place);
    for (const count of provider === 'cpu' ? [1] : [1, 2]) {
      await landmarks.find(frame, new Array<typeof box>(count).fill(box));
      const pixels = new Float32Array(count * width * height * 3);
      await encodeFaces({ count, width, height, pixels }, network, { mirror: false });
    }
  }

  function dispose(): void {
    for (const part of [tiny, ssd, landmarks, network]) part.dispose();
  }
  return { analyse, warmUp, dispose };
}

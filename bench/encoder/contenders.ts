import { createEncoderPool, ENGINE_NAMES, type EngineName } from '@portero/encoder';
import { errorMessage, silentLogger } from '@portero/runtime';
import { faceApiPipeline, loadFaceApi } from './face-api-pipeline.ts';

/** Something that turns the bytes of a picture into a template of the largest face in it. */
export interface Contender {
  readonly name: string;
  /** @returns whether a face was found */
  run(image: Uint8Array): Promise<boolean>;
  stop(): Promise<void>;
}

export interface Skipped {
  readonly name: string;
  readonly why: string;
}

/** Reference of every ratio. */
export const BASELINE = 'face-api, wasm, as it comes';

/** What our own detector is shown. */
const OUR_INPUT_SIZE_PX = 224;

/** face-api with its defaults and with an input as small as ours, and Portero on every engine that works here, one worker each, its detector the fast one as face-api's. */
export async function loadContenders(): Promise<{ contenders: Contender[]; skipped: Skipped[] }> {
  const faceApi = await loadFaceApi();
  const stop = async () => {};
  const contenders: Contender[] = [
    { name: BASELINE, run: faceApiPipeline(faceApi).run, stop },
    {
      name: `face-api, wasm, ${OUR_INPUT_SIZE_PX} px`,
      run: faceApiPipeline(faceApi, OUR_INPUT_SIZE_PX).run,
      stop,
    },
  ];
  const skipped: Skipped[] = [];
  for (const engine of ENGINE_NAMES) {
    try {
      contenders.push(await porteroOn(engine));
    } catch (error) {
      skipped.push({ name: `Portero, ${engine}`, why: errorMessage(error) });
    }
  }
  return { contenders, skipped };
}

async function porteroOn(engine: EngineName): Promise<Contender> {
  const pool = await createEncoderPool({ engine, workers: 1 }, { logger: silentLogger() });
  return {
    name: `Portero, ${engine}`,
    async run(image) {
      const { faces } = await pool.analyse(image, { maxFaces: 1, thorough: false });
      return faces.length > 0;
    },
    stop: () => pool.stop(),
  };
}

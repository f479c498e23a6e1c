import type { AnalyseOptions } from '@portero/encoder';
import { silentLogger } from '@portero/runtime';
import { expect, it } from 'vitest';
import type { FaceEncoder } from '../agent-types.ts';
import { doorConfigSchema } from '../door-config.ts';
import { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import { createFaceReader } from './face-reader.ts';

const FRAME = { index: 0, capturedAt: 1, capturedMonotonicMs: 1, image: new Uint8Array() };

/** @returns what the encoder was asked for by a door that demands this */
async function askedFor(pad: string | undefined): Promise<AnalyseOptions | undefined> {
  let asked: AnalyseOptions | undefined;
  const encoder: Pick<FaceEncoder, 'analyse'> = {
    analyse: async (_image, options) => {
      asked = options;
      throw new Error('the picture is of no matter here');
    },
  };
  const events = new EventHub<EdgeEvents>(silentLogger());
  const read = createFaceReader(
    { door: 'hq/main/lobby/front', config: doorConfigSchema.parse({ door: 'front', pad }) },
    { encoder: encoder as FaceEncoder, events, logger: silentLogger(), source: { droppedFrames: 0 } },
  );
  expect(await read(FRAME)).toBeUndefined();
  return asked;
}

it.each([
  [undefined, undefined],
  ['off', undefined],
  ['active', undefined],
  ['passive', true],
  ['required', true],
])('runs the passive stage for pad %s: %s', async (pad, runs) => {
  expect((await askedFor(pad))?.pad).toBe(runs);
});

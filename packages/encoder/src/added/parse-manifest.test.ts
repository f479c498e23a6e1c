import { describe, expect, test } from 'vitest';
import { parseGivenManifest } from './parse-manifest.ts';

const MANIFEST = {
  id: 'my-arcface',
  input: { width: 112, height: 112, layout: 'nchw', channelOrder: 'rgb' },
  normalisation: { mean: [127.5, 127.5, 127.5], divisor: 127.5 },
  alignment: 'arcface-112',
  licence: 'MIT',
  source: 'trained by us',
  trainingData: 'pictures of our own staff, who agreed',
};

const parse = (manifest: unknown) => parseGivenManifest(JSON.stringify(manifest), 'given.json');
const point = { x: 1, y: 2 };

describe('the manifest of a model to be added', () => {
  test('is taken when it says all that is needed', () => {
    expect(parse(MANIFEST)).toEqual({ ...MANIFEST, version: '1' });
    expect(parse({ ...MANIFEST, normalisation: { scale: 1 / 255 } }).normalisation).toEqual({
      scale: 1 / 255,
    });
    const five = [point, point, point, point, point];
    expect(parse({ ...MANIFEST, alignment: five }).alignment).toEqual(five);
  });

  test.each([
    ['no licence', { ...MANIFEST, licence: undefined }, /licence/],
    ['an empty licence', { ...MANIFEST, licence: '  ' }, /licence/],
    ['no training data', { ...MANIFEST, trainingData: undefined }, /trainingData/],
    ['a misspelt field', { ...MANIFEST, normalization: {} }, /normalization/],
    ['an id that is a path', { ...MANIFEST, id: '../x' }, /id: /],
    ['a division by zero', { ...MANIFEST, normalisation: { mean: 0, divisor: 0 } }, /normalisation/],
    ['an unknown template', { ...MANIFEST, alignment: 'arcface' }, /alignment/],
    ['four points', { ...MANIFEST, alignment: [point, point, point, point] }, /alignment/],
    ['a gallery laxer than a pair', { ...MANIFEST, thresholds: laxer() }, /identifyThresholdL2/],
    [
      'a template of another size',
      { ...MANIFEST, input: { ...MANIFEST.input, width: 160, height: 160 } },
      /112 x 112, not of 160 x 160/,
    ],
  ])('is refused with %s, by name and with the fix', (_what, manifest, problem) => {
    expect(() => parse(manifest)).toThrow(problem);
    expect(() => parse(manifest)).toThrow(/given\.json.*manifest-template/);
    expect(() => parse(manifest)).toThrow(expect.objectContaining({ code: 'MODEL_MANIFEST_INVALID' }));
  });
});

function laxer() {
  return { pairThresholdL2: 0.7, identifyThresholdL2: 0.8, marginL2: 0 };
}

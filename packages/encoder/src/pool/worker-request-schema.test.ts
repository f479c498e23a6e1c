import { expect, test } from 'vitest';
import { analysisRequest } from './analysis-request.ts';
import { parseAnalysisRequest } from './worker-request-schema.ts';

test('takes what the pool sends, with every option said or none', () => {
  const all = {
    maxFaces: 1,
    minFacePx: 2,
    encode: false,
    mirror: true,
    thorough: 'always',
    measure: true,
    pad: true,
    turn: 90,
  } as const;
  for (const options of [{}, all]) {
    expect(parseAnalysisRequest(analysisRequest(options))).toEqual(analysisRequest(options));
  }
});

test('refuses a request without an option that this version knows, rather than guess', () => {
  const { turn: _, ...older } = analysisRequest({});
  expect(() => parseAnalysisRequest(older)).toThrow(/turn.*restart the process/);
});

test('refuses an option that this version does not know, rather than ignore it', () => {
  expect(() => parseAnalysisRequest({ ...analysisRequest({}), flip: true })).toThrow(
    /flip.*restart the process/,
  );
});

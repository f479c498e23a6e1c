import { expect, test } from 'vitest';
import { suppressNonMaxima } from './non-maximum-suppression.ts';

const at = (x: number, score: number) => ({ box: { x, y: 0, width: 10, height: 10 }, score });

test('keeps the surest of boxes on one face and every face apart from it', () => {
  const kept = suppressNonMaxima([at(0, 0.6), at(1, 0.9), at(30, 0.5), at(2, 0.7)], 0.4);
  expect(kept.map(({ box, score }) => [box.x, score])).toEqual([
    [1, 0.9],
    [30, 0.5],
  ]);
});

test('keeps neighbours that overlap a little', () => {
  expect(suppressNonMaxima([at(0, 0.9), at(6, 0.8)], 0.4)).toHaveLength(2);
});

test('has nothing to keep of nothing', () => {
  expect(suppressNonMaxima([], 0.4)).toEqual([]);
});

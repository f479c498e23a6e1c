import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { coalesceWrites } from './coalesce-writes.ts';

it('has what is written in one turn leave together, in order, and a later turn by itself', async () => {
  const calls: string[][] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      calls.push([String(chunk)]);
      done();
    },
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  coalesceWrites(stream);
  for (const text of ['a', 'b', 'c']) stream.write(text);
  expect(calls).toEqual([]);
  await nextTurn();
  expect(calls).toEqual([['a', 'b', 'c']]);
  stream.write('d');
  await nextTurn();
  expect(calls.flat()).toEqual(['a', 'b', 'c', 'd']);
});

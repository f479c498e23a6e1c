import { expect, it } from 'vitest';
import { PpmSplitter } from './ppm-splitter.ts';

const ppm = (width: number, height: number, fill: number) =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(width * height * 3, fill)]);

/** Every byte its own chunk: headers and pixels are cut everywhere. */
function pushBytewise(splitter: PpmSplitter, bytes: Buffer) {
  return [...bytes].flatMap((byte) => splitter.push(Buffer.from([byte])));
}

it.each([
  ['one chunk', (splitter: PpmSplitter, bytes: Buffer) => splitter.push(bytes)],
  ['single bytes', pushBytewise],
])('cuts a stream into frames of changing size, given in %s', (_, push) => {
  const frames = push(
    new PpmSplitter({ maxImageBytes: 1000 }),
    Buffer.concat([ppm(4, 2, 7), ppm(2, 2, 9), ppm(10, 10, 35)]),
  );
  expect(frames.map(({ width, height }) => [width, height])).toEqual([
    [4, 2],
    [2, 2],
    [10, 10],
  ]);
  expect(frames.map(({ data }) => [data.length, data[0], data.at(-1)])).toEqual([
    [24, 7, 7],
    [12, 9, 9],
    [300, 35, 35],
  ]);
});

it('takes pixels that look like white space for pixels', () => {
  const frames = new PpmSplitter({ maxImageBytes: 1000 }).push(ppm(2, 1, 0x0a));
  expect(frames[0]?.data).toEqual(new Uint8Array(6).fill(0x0a));
});

it('refuses a frame above the limit before it allocates', () => {
  const splitter = new PpmSplitter({ maxImageBytes: 1000 });
  expect(() => splitter.push(Buffer.from('P6\n99999 99999\n255\n'))).toThrow(
    expect.objectContaining({ code: 'SOURCE_TOO_LARGE' }),
  );
});

it.each(['GIF89a', `P6\n${' '.repeat(80)}`])('refuses what is not PPM: %j', (text) => {
  const splitter = new PpmSplitter({ maxImageBytes: 1000 });
  expect(() => splitter.push(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'FFMPEG_FAILED' }));
});

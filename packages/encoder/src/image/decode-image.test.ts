import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { sampleImage } from '@portero/testkit';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { EncoderError } from '../encoder-error.ts';
import { decodeImage } from './decode-image.ts';

/** 60 × 40, red in the upper left quarter and blue elsewhere. */
function quarters(): Sharp {
  const red = { create: { width: 30, height: 20, channels: 3, background: '#ff0000' } } as const;
  return sharp({ create: { width: 60, height: 40, channels: 3, background: '#0000ff' } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
}

function pixel({ data, width }: { data: Uint8Array; width: number }, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

async function failure(promise: Promise<unknown>): Promise<EncoderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EncoderError);
  return error as EncoderError;
}

/** A PNG of 20,000 × 20,000 pixels that has a header and nothing more. */
function hugePng(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(20_000, 0);
  header.writeUInt32BE(20_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', Buffer.alloc(8)),
    pngChunk('IEND'),
  ]);
}

function pngChunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('decodeImage', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('reads %s', async (format) => {
    const frame = await decodeImage(await quarters().toFormat(format, { quality: 100 }).toBuffer());
    expect(frame).toMatchObject({ width: 60, height: 40, channels: 3 });
    expect(frame.data.length).toBe(60 * 40 * 3);
    const [red, , blue] = pixel(frame, 5, 5);
    expect(red).toBeGreaterThan(200);
    expect(blue).toBeLessThan(60);
  });

  test('gives a grey picture three equal channels', async () => {
    const frame = await decodeImage(await quarters().toColourspace('b-w').jpeg().toBuffer());
    expect(frame.data.length).toBe(60 * 40 * 3);
    const [red, green, blue] = pixel(frame, 5, 5);
    expect([green, blue]).toEqual([red, red]);
  });

  test('puts transparent pixels on white', async () => {
    const image = sharp({ create: { width: 8, height: 8, channels: 4, background: '#00000000' } });
    expect(pixel(await decodeImage(await image.png().toBuffer()), 3, 3)).toEqual([255, 255, 255]);
  });

  test('brings 16 bits down to 8', async () => {
    const png = await quarters().toColourspace('rgb16').png().toBuffer();
    expect(pixel(await decodeImage(png), 5, 5)).toEqual([255, 0, 0]);
  });

  test('turns a picture upright as its EXIF orientation says', async () => {
    const png = await quarters().jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer();
    const frame = await decodeImage(png);
    expect(frame).toMatchObject({ width: 40, height: 60 });
    expect(pixel(frame, 35, 5)[0]).toBeGreaterThan(200);
    expect(pixel(frame, 5, 5)[0]).toBeLessThan(60);
  });

  test('passes a decoded frame through', async () => {
    const frame = { data: new Uint8Array(4 * 2 * 3), width: 4, height: 2, channels: 3 } as const;
    expect(await decodeImage(frame)).toBe(frame);
  });
});

describe('decodeImage refuses', () => {
  let photograph: Buffer;
  beforeAll(async () => {
    photograph = await readFile(sampleImage(1));
  });

  test('a file of 0 bytes', async () => {
    expect((await failure(decodeImage(new Uint8Array()))).code).toBe('IMAGE_EMPTY');
  });

  test('a file that is no picture, and says why', async () => {
    const error = await failure(decodeImage(Buffer.from('this is not a picture at all')));
    expect(error.code).toBe('IMAGE_CORRUPT');
    expect(error.cause).toBeInstanceOf(Error);
  });

  test('a photograph cut off in the middle', async () => {
    const half = photograph.subarray(0, photograph.length / 2);
    expect((await failure(decodeImage(half))).code).toBe('IMAGE_CORRUPT');
  });

  test('a format that no camera sends', async () => {
    const gif = await quarters().gif().toBuffer();
    const error = await failure(decodeImage(gif));
    expect(error).toMatchObject({ code: 'IMAGE_CORRUPT', context: { format: 'gif' } });
  });

  test('a picture of 400 megapixels, by its header alone', async () => {
    const error = await failure(decodeImage(hugePng()));
    expect(error).toMatchObject({ code: 'IMAGE_TOO_LARGE', context: { width: 20_000, height: 20_000 } });
  });

  test.each([
    ['too few bytes', { data: new Uint8Array(5), width: 2, height: 1, channels: 3 }, 'IMAGE_CORRUPT'],
    ['no pixels', { data: new Uint8Array(), width: 0, height: 0, channels: 3 }, 'IMAGE_EMPTY'],
    [
      'a size of half a pixel',
      { data: new Uint8Array(9), width: 1.5, height: 2, channels: 3 },
      'IMAGE_CORRUPT',
    ],
    ['too many pixels', { data: new Uint8Array(), width: 1e5, height: 1e5, channels: 3 }, 'IMAGE_TOO_LARGE'],
  ] as const)('a frame with %s', async (_what, frame, code) => {
    expect((await failure(decodeImage(frame))).code).toBe(code);
  });
});

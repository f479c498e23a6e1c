import { describe, expect, it } from 'vitest';
import { MultipartSplitter, multipartBoundary } from './multipart-splitter.ts';

describe('the boundary of a content type', () => {
  it.each([
    ['multipart/x-mixed-replace; boundary=frame', '--frame'],
    ['multipart/x-mixed-replace;boundary="a b"', '--a b'],
    ['Multipart/X-Mixed-Replace; BOUNDARY=--myboundary', '--myboundary'],
    ['multipart/x-mixed-replace', undefined],
    ['image/jpeg', undefined],
  ])('%s is %s', (contentType, boundary) => {
    expect(multipartBoundary(contentType)).toBe(boundary);
  });
});

const image = (byte: number, length: number) => Buffer.alloc(length, byte);

function part(body: Buffer, { declared, newline = '\r\n' }: { declared: boolean; newline?: string }): Buffer {
  const length = declared ? `Content-Length: ${body.length}${newline}` : '';
  const head = `--frame${newline}Content-Type: image/jpeg${newline}${length}${newline}`;
  return Buffer.concat([Buffer.from(head), body, Buffer.from(newline)]);
}

function inChunks(splitter: MultipartSplitter, bytes: Buffer, size: number): Buffer[] {
  const images: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size)
    images.push(...splitter.push(bytes.subarray(at, at + size)));
  return images;
}

describe.each([1, 7, 10_000])('chunks of %i bytes', (size) => {
  it('are cut by the declared length, even if the image contains the boundary', () => {
    const tricky = Buffer.concat([image(1, 20), Buffer.from('\r\n--frame\r\n\r\n'), image(2, 20)]);
    const stream = Buffer.concat([part(tricky, { declared: true }), part(image(3, 50), { declared: true })]);
    const images = inChunks(new MultipartSplitter({ boundary: '--frame', maxImageBytes: 100 }), stream, size);
    expect(images).toEqual([tricky, image(3, 50)]);
  });

  it('are cut at the boundary where no length is declared', () => {
    const stream = Buffer.concat([
      Buffer.from('preamble\r\n'),
      part(image(1, 30), { declared: false }),
      part(image(2, 40), { declared: false, newline: '\n' }),
      Buffer.from('--frame'),
    ]);
    const images = inChunks(new MultipartSplitter({ boundary: '--frame', maxImageBytes: 200 }), stream, size);
    expect(images.map((bytes) => [bytes[0], bytes.toString('latin1').trimEnd().length])).toEqual([
      [1, 30],
      [2, 40],
    ]);
  });
});

it('refuses a declared length above the limit', () => {
  const splitter = new MultipartSplitter({ boundary: '--frame', maxImageBytes: 10 });
  expect(() => splitter.push(part(image(1, 11), { declared: true }))).toThrow(
    expect.objectContaining({ code: 'SOURCE_TOO_LARGE' }),
  );
});

it('refuses an image without end', () => {
  const splitter = new MultipartSplitter({ boundary: '--frame', maxImageBytes: 100 });
  splitter.push(Buffer.from('--frame\r\n\r\n'));
  const endless = () => {
    for (let pushed = 0; pushed < 1000; pushed += 10) splitter.push(image(1, 10));
  };
  expect(endless).toThrow(expect.objectContaining({ code: 'SOURCE_TOO_LARGE' }));
});

it('refuses headers without end', () => {
  const splitter = new MultipartSplitter({ boundary: '--frame', maxImageBytes: 100 });
  expect(() => splitter.push(Buffer.from(`--frame\r\nX: ${'x'.repeat(9000)}`))).toThrow(
    expect.objectContaining({ code: 'CAMERA_HTTP_FAILED' }),
  );
});

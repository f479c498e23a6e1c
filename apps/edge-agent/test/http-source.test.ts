import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '@portero/runtime';
import { freePort, recordingLogger, sampleImage } from '@portero/testkit';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openFrameSource } from '../src/sources/open-frame-source.ts';
import { collectFrames } from './collect-frames.ts';

const deps = { logger: silentLogger() };
const jpeg = await readFile(sampleImage(1));

async function camera(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const mjpegPart = (image: Buffer) =>
  Buffer.concat([
    Buffer.from(`--cam\r\nContent-Type: image/jpeg\r\nContent-Length: ${image.length}\r\n\r\n`),
    image,
    Buffer.from('\r\n'),
  ]);

it('asks for snapshots one after the other, with the credentials of the URL', async () => {
  const seen: (string | undefined)[] = [];
  const host = await camera((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
  });
  const source = await openFrameSource({ uri: `http://admin:p%40ss@${host}/snap.jpg`, intervalMs: 0 }, deps);
  const frames = await collectFrames(source, 3);
  expect(frames.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(frames[2]?.image).toEqual(jpeg);
  expect(seen[0]).toBe(`Basic ${Buffer.from('admin:p@ss').toString('base64')}`);
  expect(source.description).toBe(`http://${host}/snap.jpg`);
});

it('reads a motion-JPEG stream, drops what a busy consumer misses, and closes the connection at the end', async () => {
  const closed = vi.fn();
  let send = (_count: number) => {};
  const host = await camera((request, response) => {
    request.on('close', closed);
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=--cam' });
    send = (count) => {
      for (let sent = 0; sent < count; sent++) response.write(mjpegPart(jpeg));
    };
    send(1);
  });
  const source = await openFrameSource({ uri: `http://${host}/video`, maxFps: 1e6 }, deps);
  const indexes: number[] = [];
  for await (const frame of source) {
    indexes.push(frame.index);
    if (frame.index > 0) break;
    send(20);
    await vi.waitFor(() => expect(source.droppedFrames).toBeGreaterThan(0));
  }
  expect(indexes[1]).toBeGreaterThan(1);
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
});

it('connects again when the stream ends or the camera answers an error', async () => {
  let requests = 0;
  const host = await camera((_, response) => {
    requests += 1;
    if (requests === 2) return response.writeHead(503).end('busy');
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=cam' });
    return response.end(mjpegPart(jpeg));
  });
  const { logger, records } = recordingLogger();
  // Three failures in a row would be the end; a frame between them starts the count anew.
  const source = await openFrameSource({ uri: `http://${host}/video`, maxFailures: 3 }, { logger });
  expect(await collectFrames(source, 3)).toHaveLength(3);
  expect(requests).toBe(4);
  expect(records.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([expect.stringContaining('stream ended'), expect.stringContaining('503')]),
  );
});

it.each<[string, RequestListener, string]>([
  [
    'an answer that is no image',
    (_, response) => response.setHeader('content-type', 'text/html').end('<p>'),
    'text/html',
  ],
  ['401', (_, response) => response.writeHead(401).end(), '401'],
  ['silence', () => {}, 'no answer for 900 ms'],
  [
    'half a picture',
    (_, response) => response.setHeader('content-type', 'image/jpeg').write('x'),
    'no answer for 900 ms',
  ],
])('names the cause after %s', async (_, listener, cause) => {
  const uri = `http://${await camera(listener)}/`;
  const source = await openFrameSource({ uri, maxFailures: 1, stallTimeoutMs: 900 }, deps);
  await expect(collectFrames(source)).rejects.toMatchObject({
    code: 'CAMERA_HTTP_FAILED',
    message: expect.stringContaining(cause),
  });
});

it('refuses a snapshot above the limit', async () => {
  const host = await camera((_, response) => response.setHeader('content-type', 'image/jpeg').end(jpeg));
  const source = await openFrameSource({ uri: `http://${host}/`, maxFailures: 1, maxImageBytes: 1000 }, deps);
  await expect(collectFrames(source)).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
});

it('names the cause when nobody listens', async () => {
  const source = await openFrameSource(
    { uri: `http://127.0.0.1:${await freePort()}/`, maxFailures: 1 },
    deps,
  );
  await expect(collectFrames(source)).rejects.toMatchObject({
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

it('ends while the camera is away', async () => {
  const host = await camera((_, response) => response.writeHead(503).end());
  const { logger, records } = recordingLogger();
  const source = await openFrameSource({ uri: `http://${host}/` }, { logger });
  const collected = collectFrames(source);
  await vi.waitFor(() => expect(records).not.toHaveLength(0));
  await source.stop();
  expect(await collected).toEqual([]);
});

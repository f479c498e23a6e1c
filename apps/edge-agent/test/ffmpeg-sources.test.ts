import { execFile } from 'node:child_process';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { silentLogger } from '@portero/runtime';
import { recordingLogger, sampleImage, skipLoudly, temporaryFolder } from '@portero/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { findFfmpeg } from '../src/sources/find-program.ts';
import { openFrameSource } from '../src/sources/open-frame-source.ts';
import { collectFrames } from './collect-frames.ts';
import { startRtspServer } from './rtsp-server.ts';

const deps = { logger: silentLogger() };

it.each(['video:a.mp4', 'rtsp://10.0.0.9/stream', 'v4l2:/dev/video0'])(
  'says how to install ffmpeg where it is missing and %s needs it',
  async (uri) => {
    await expect(openFrameSource({ uri }, { ...deps, path: temporaryFolder() })).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
      message: expect.stringContaining('apt-get install ffmpeg'),
    });
  },
);

it('starts a camera again that ends, until it failed too often, and keeps its password to itself', async () => {
  const folder = temporaryFolder();
  const fake = '#!/bin/sh\necho "Connection to rtsp://admin:s3cret@10.0.0.9/stream refused" >&2\nexit 1\n';
  await writeFile(join(folder, 'ffmpeg'), fake);
  await chmod(join(folder, 'ffmpeg'), 0o755);
  const { logger, records, text } = recordingLogger();
  const uri = 'rtsp://admin:s3cret@10.0.0.9/stream';
  const source = await openFrameSource({ uri, maxFailures: 2 }, { logger, path: folder });
  const failure: Error = await collectFrames(source).then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect(failure).toMatchObject({ code: 'FFMPEG_FAILED', message: expect.stringContaining('refused') });
  expect(records.filter(({ msg }) => msg.includes('tried again'))).toHaveLength(1);
  expect(`${failure.message} ${text()}`).not.toContain('s3cret');
});

it('ends a camera that stays silent', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'ffmpeg'), '#!/bin/sh\nexec sleep 600\n');
  await chmod(join(folder, 'ffmpeg'), 0o755);
  const options = { uri: 'v4l2:/dev/video0', maxFailures: 1, stallTimeoutMs: 50 };
  const source = await openFrameSource(options, { ...deps, path: `${folder}:${process.env.PATH}` });
  await expect(collectFrames(source)).rejects.toThrow('no frame for 50 ms');
});

const ffmpeg = await findFfmpeg(process.env.PATH ?? '').catch(() => undefined);

function videoTests(program: string): void {
  const folder = temporaryFolder();
  const video = join(folder, 'faces.mp4');
  const frameCount = 12;

  beforeAll(async () => {
    for (const [position, image] of ([1, 2] as const).entries()) {
      await copyFile(sampleImage(image), join(folder, `still${position}.jpg`));
    }
    const stills = ['-loop', '1', '-framerate', '3', '-i', join(folder, 'still%d.jpg')];
    const picture = [
      '-vf',
      'scale=640:480',
      '-r',
      '3',
      '-pix_fmt',
      'yuv420p',
      '-frames:v',
      String(frameCount),
    ];
    await promisify(execFile)(program, ['-loglevel', 'error', '-y', ...stills, ...picture, video]);
  });

  it('hands out every frame of a video, however slow the consumer, as raw pixels', async () => {
    const source = await openFrameSource({ uri: `video:${video}`, maxWidthPx: 320 }, deps);
    const frames = await collectFrames(source);
    expect(frames).toHaveLength(frameCount);
    expect(frames.map(({ index }) => index)).toEqual([...frames.keys()]);
    expect(frames.at(-1)?.image).toMatchObject({ width: 320, height: 240, channels: 3 });
    expect(source.droppedFrames).toBe(0);
  });

  it('takes at most maxFps frames a second', async () => {
    const source = await openFrameSource({ uri: `video:${video}`, maxFps: 1 }, deps);
    const frames = await collectFrames(source);
    expect(frames.length).toBeLessThanOrEqual(frameCount / 3 + 1);
  });

  it('ends ffmpeg with the iteration', async () => {
    const source = await openFrameSource({ uri: `video:${video}`, loop: true }, deps);
    expect(await collectFrames(source, frameCount + 1)).toHaveLength(frameCount + 1);
    await source.stop();
  });

  it('drops frames for a busy consumer where it plays a video as a camera would', async () => {
    const source = await openFrameSource({ uri: `video:${video}`, delivery: 'live', maxFps: 3 }, deps);
    const indexes: number[] = [];
    for await (const frame of source) {
      indexes.push(frame.index);
      // Busy until two more have come.
      if (frame.index === 0)
        await expect.poll(() => source.droppedFrames, { timeout: 10_000 }).toBeGreaterThan(0);
    }
    expect(indexes.length + source.droppedFrames).toBe(frameCount);
    expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
  });

  it('watches a camera on RTSP and comes back to it when it hung up', async () => {
    const server = await startRtspServer(program, video);
    const source = await openFrameSource({ uri: server.url }, deps);
    const indexes: number[] = [];
    for await (const frame of source) {
      expect(frame.image).toMatchObject({ width: 640, height: 480, channels: 3 });
      if (indexes.push(frame.index) === 2) server.hangUp();
      if (indexes.length === 8) break;
    }
    expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
  });

  it('says what ffmpeg said of a file that is no video', async () => {
    const file = join(folder, 'not-a-video.mp4');
    await writeFile(file, 'this is text');
    const source = await openFrameSource({ uri: `video:${file}` }, deps);
    await expect(collectFrames(source)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('Invalid data'),
    });
  });
}

if (ffmpeg) describe('with ffmpeg', () => videoTests(ffmpeg));
else skipLoudly('ffmpeg sources', 'ffmpeg (apt-get install ffmpeg)');

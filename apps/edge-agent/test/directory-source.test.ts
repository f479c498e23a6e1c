import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@portero/runtime';
import { recordingLogger, sampleImage, temporaryFolder } from '@portero/testkit';
import { expect, it } from 'vitest';
import { openFrameSource } from '../src/sources/open-frame-source.ts';
import { collectFrames } from './collect-frames.ts';

const deps = { logger: silentLogger() };

it('hands out the images of a folder in natural order and leaves other files out', async () => {
  const folder = temporaryFolder();
  await copyFile(sampleImage(1), join(folder, 'frame10.jpg'));
  await copyFile(sampleImage(2), join(folder, 'frame2.JPEG'));
  await writeFile(join(folder, 'notes.txt'), 'no image');
  await mkdir(join(folder, 'folder.jpg'));
  const frames = await collectFrames(await openFrameSource({ uri: `dir:${folder}` }, deps));
  expect(frames.map(({ index, label }) => [index, label])).toEqual([
    [0, 'frame2.JPEG'],
    [1, 'frame10.jpg'],
  ]);
  expect(frames[0]?.image).toEqual(await readFile(sampleImage(2)));
});

it('begins again at the end when it loops', async () => {
  const folder = temporaryFolder();
  await copyFile(sampleImage(1), join(folder, 'a.jpg'));
  const source = await openFrameSource({ uri: `dir:${folder}`, loop: true, intervalMs: 1 }, deps);
  const frames = await collectFrames(source, 3);
  expect(frames.map(({ label }) => label)).toEqual(['a.jpg', 'a.jpg', 'a.jpg']);
});

it('leaves out an image above the limit and does not log its name', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'maria-garcia.jpg'), Buffer.alloc(100));
  await writeFile(join(folder, 'small.jpg'), Buffer.alloc(10));
  const { logger, text } = recordingLogger();
  const source = await openFrameSource({ uri: `dir:${folder}`, maxImageBytes: 50 }, { logger });
  const frames = await collectFrames(source);
  expect(frames.map(({ label }) => label)).toEqual(['small.jpg']);
  expect(text()).toContain('too large');
  expect(text()).not.toContain('maria');
});

it('ends at once when it is stopped in an interval', async () => {
  const folder = temporaryFolder();
  for (const name of ['a.jpg', 'b.jpg']) await copyFile(sampleImage(1), join(folder, name));
  const source = await openFrameSource({ uri: `dir:${folder}`, intervalMs: 3_600_000 }, deps);
  const labels: (string | undefined)[] = [];
  for await (const frame of source) {
    labels.push(frame.label);
    setImmediate(() => void source.stop());
  }
  expect(labels).toEqual(['a.jpg']);
});

it('says so when the folder does not exist or holds no image', async () => {
  const folder = temporaryFolder();
  const missing = await openFrameSource({ uri: `dir:${folder}/missing` }, deps);
  await expect(collectFrames(missing)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  const empty = await openFrameSource({ uri: `dir:${folder}`, loop: true }, deps);
  await expect(collectFrames(empty)).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
});

it.each(['', 'webcam', 'ftp://host/a.jpg', 'rtsp:camera', 'http://', 'dir:'])(
  'refuses the URI %j with the forms that exist',
  async (uri) => {
    await expect(openFrameSource({ uri }, deps)).rejects.toMatchObject({
      code: 'SOURCE_URI_INVALID',
      message: expect.stringContaining('v4l2:'),
    });
  },
);

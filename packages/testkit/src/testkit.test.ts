import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  freePort,
  ManualClock,
  recordingLogger,
  sampleImage,
  startMosquitto,
  temporaryFolder,
  waitUntil,
} from './index.ts';
import { describeWithMosquitto } from './mosquitto.ts';

describe('temporaryFolder', () => {
  const ofTheSuite = temporaryFolder();
  const seen: string[] = [];

  test('gives a folder that can be written to', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'x');
    seen.push(folder);
    expect(existsSync(ofTheSuite)).toBe(true);
  });

  test('removes the folder of a test that is over, and keeps that of the suite', () => {
    expect(seen).toHaveLength(1);
    expect(existsSync(seen[0]!)).toBe(false);
    expect(existsSync(ofTheSuite)).toBe(true);
  });
});

describe('ManualClock', () => {
  test('moves both clocks with time, and only the wall clock when it is set', () => {
    const clock = new ManualClock(1_000);
    const start = clock.monotonicMs();
    clock.advance(250);
    clock.setWallClock(0);
    expect([clock.now(), clock.monotonicMs() - start]).toEqual([0, 250]);
  });
});

describe('recordingLogger', () => {
  test('keeps fields and message', () => {
    const { logger, records, text } = recordingLogger();
    logger.warn({ doorId: 'd1' }, 'the door is held open');
    expect(records).toMatchObject([{ level: 40, msg: 'the door is held open', doorId: 'd1' }]);
    expect(text()).toContain('"doorId":"d1"');
  });
});

describe('waitUntil', () => {
  test('gives what the condition gave', async () => {
    let calls = 0;
    expect(await waitUntil(() => (++calls === 3 ? 'done' : ''))).toBe('done');
  });

  test('names what did not come', async () => {
    await expect(waitUntil(() => false, { timeoutMs: 1, what: 'a miracle' })).rejects.toThrow('a miracle');
  });
});

test('sampleImage points at a photograph', () => {
  expect(existsSync(sampleImage(1))).toBe(true);
});

test('freePort gives different ports that are free', async () => {
  const port = await freePort();
  expect(port).toBeGreaterThan(1023);
});

describeWithMosquitto('startMosquitto', () => {
  const stops: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  test('reports why a configuration is refused', async () => {
    await expect(startMosquitto({ config: 'no_such_option 1' })).rejects.toThrow(/no_such_option/);
  });

  test('comes up, and stopping twice does no harm', async () => {
    const broker = await startMosquitto();
    stops.push(() => broker!.stop());
    expect(broker!.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
    await broker!.stop();
    await broker!.stop();
  });
});

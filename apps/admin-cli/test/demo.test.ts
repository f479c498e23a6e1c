import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describeWithData, temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { jsonLines, porteroProcess } from './run-portero.ts';

interface DemoLine {
  type: 'frame' | 'summary';
  frame?: string;
  faces?: {
    decision: string;
    person?: string;
    reason: string;
    correct?: boolean;
    timings: Record<string, number>;
  }[];
  errors?: unknown;
}

describe('portero demo', () => {
  it('decides about every face as the truth demands, counts in its last line, and leaves nothing behind', async () => {
    const tmp = temporaryFolder();
    // As the README has it. Rejects unless it ends with 0.
    const { stdout } = await promisify(execFile)('sh', ['-c', 'npm run demo'], {
      cwd: resolve(import.meta.dirname, '../../..'),
      env: { ...process.env, TMPDIR: tmp },
    });
    expect(stdout).not.toContain('✗');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('demo: 6 frames, 2 unlocked, 14 denied, 0 errors');
    expect(readdirSync(tmp).filter((name) => name.startsWith('portero-demo-'))).toEqual([]);
  });

  it('says who people are needed for', async () => {
    const { code, stderr } = await porteroProcess(['demo', '--card', 'a=b']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--frames and --card need people/);
  });
});

describeWithData("portero demo with one's own pictures", (data) => {
  it('lets the people of the office in, and refuses whoever carries another card', async () => {
    const office = join(data, 'office');
    const ran = await porteroProcess(
      ['demo', '--people', office, '--frames', office, '--card', 'camera_2=kian', '--json'],
      { TMPDIR: temporaryFolder() },
    );
    expect(ran.code).toBe(0);
    const lines = jsonLines<DemoLine>(ran);
    const outcomes = lines
      .filter(({ type }) => type === 'frame')
      .map(({ frame, faces }) => [frame, faces?.[0]?.decision, faces?.[0]?.person, faces?.[0]?.reason]);
    expect(outcomes).toEqual([
      ['camera_0.jpg', 'unlock', 'younes', 'granted'],
      ['camera_1.jpg', 'unlock', 'bertrand', 'granted'],
      ['camera_2.jpg', 'deny', undefined, 'face_mismatch'],
      ['camera_3.jpg', 'unlock', 'bertrand', 'granted'],
      ['camera_4.jpg', 'unlock', 'dan', 'granted'],
      ['camera_5.jpg', 'unlock', 'arnaud', 'granted'],
    ]);
    expect(lines[0]?.faces?.[0]?.timings).toMatchObject({
      detectMs: expect.any(Number),
      encodeMs: expect.any(Number),
      answerMs: expect.any(Number),
      coordinatorSearchMs: expect.any(Number),
    });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', frames: 6, unlocked: 5, denied: 1, errors: 0 });
  });
});

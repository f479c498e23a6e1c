import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sampleImage } from '@portero/testkit';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1]!);
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.trim() !== '');
}

const commands = commandsOf(readFileSync(join(root, 'README.md'), 'utf8'));
/** `npm ci` would pull the floor from under this very run: the continuous integration runs these. */
const installing = commands.filter((command) => command.startsWith('npm ci'));
const ours = commands.filter((command) => !installing.includes(command));

async function shell(command: string, cwd: string): Promise<{ status: number; output: string }> {
  const child = spawn('sh', ['-c', command], { cwd, env: { ...process.env, PORTERO_LOG_LEVEL: 'warn' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status, output };
}

describe('the commands of the README', () => {
  let folder: string;

  /** What the reader is told to have: a photograph of oneself, something for the camera to see, a labelled set. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portero-readme-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{}');
    // She tilts her head by 46°, more than an enrolment accepts: held straight.
    const straight = await sharp(sampleImage(1))
      .extract({ left: 1300, top: 80, width: 560, height: 560 })
      .rotate(-40)
      .toBuffer();
    await sharp(straight)
      .extract({ left: 185, top: 165, width: 420, height: 420 })
      .toFile(join(folder, 'me.jpg'));
    mkdirSync(join(folder, 'frames'));
    cpSync(sampleImage(3), join(folder, 'frames', 'visitors.jpg'));
    mkdirSync(join(folder, 'images', 'Ada'), { recursive: true });
    mkdirSync(join(folder, 'images', 'Eve'), { recursive: true });
    cpSync(join(folder, 'me.jpg'), join(folder, 'images', 'Ada', 'Ada_0001.jpg'));
    await sharp(sampleImage(3))
      .extract({ left: 1000, top: 100, width: 420, height: 460 })
      .toFile(join(folder, 'images', 'Ada', 'Ada_0002.jpg'));
    await sharp(sampleImage(1))
      .extract({ left: 380, top: 300, width: 320, height: 320 })
      .toFile(join(folder, 'images', 'Eve', 'Eve_0001.jpg'));
    writeFileSync(join(folder, 'pairs.txt'), '2\nAda\t1\t2\nAda\t2\t1\nAda\t1\tEve\t1\nAda\t2\tEve\t1\n');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  it('begin with the two that do everything, which .ci/run and the test of the demo run', () => {
    expect(installing).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
    const ci = readFileSync(join(root, '.ci/run'), 'utf8');
    expect(ci).toMatch(/^npm ci$/m);
    expect(ci).toMatch(/^npm test$/m);
    const demo = readFileSync(join(root, 'apps/admin-cli/test/demo.test.ts'), 'utf8');
    expect(demo).toContain("'npm run demo'");
  });

  it.each(ours)(
    '%s',
    async (command) => {
      const { status, output } = await shell(command, folder);
      expect(output).not.toMatch(/^error:/m);
      expect({ status, output }).toMatchObject({ status: 0 });
      if (command.includes('--until-done')) expect(output).toContain('granted');
      if (command.includes(' identify ')) expect(output).toContain('Ada Lovelace');
    },
    120_000,
  );
});

import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createPrivateFile,
  ensurePrivateDirectory,
  readPrivateFile,
  replacePrivateFile,
} from './private-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portero-private-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('private files', () => {
  it('creates a directory and a file that only the owner can read', async () => {
    const directory = join(folder, 'keys');
    await ensurePrivateDirectory(directory);
    await createPrivateFile(join(directory, 'k'), 'secret');
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'k'))).mode & 0o777).toBe(0o600);
  });

  it('lets exactly one of many creators win, and leaves nothing else behind', async () => {
    const path = join(folder, 'k');
    const won = await Promise.all([1, 2, 3, 4, 5].map((n) => createPrivateFile(path, `${n}`)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readPrivateFile(path)).toBe(`${won.indexOf(true) + 1}`);
    expect(await readdir(folder)).toEqual(['k']);
  });

  it('replaces the content', async () => {
    const path = join(folder, 'k');
    await replacePrivateFile(path, 'one');
    await replacePrivateFile(path, 'two');
    expect(await readPrivateFile(path)).toBe('two');
  });

  it('says that a file is absent', async () => {
    expect(await readPrivateFile(join(folder, 'absent'))).toBeUndefined();
  });

  it.each([0o640, 0o604, 0o620])('refuses a file of mode %o and says how to mend it', async (mode) => {
    const path = join(folder, 'k');
    await writeFile(path, 'secret');
    await chmod(path, mode);
    await expect(readPrivateFile(path)).rejects.toMatchObject({
      code: 'KEY_FILE_PERMISSIONS',
      message: expect.stringContaining('chmod 600'),
    });
  });

  it('refuses a directory that others can write to', async () => {
    await chmod(folder, 0o777);
    await expect(ensurePrivateDirectory(folder)).rejects.toMatchObject({ code: 'KEY_FILE_PERMISSIONS' });
  });
});

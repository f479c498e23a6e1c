import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { makeIndexFolder } from './index-folder.ts';

describe('the folder of an index that is being built', () => {
  it('is in memory where there is room for it, and open to its owner only', async () => {
    const [memory, disk] = [temporaryFolder(), temporaryFolder()];
    const folder = await makeIndexFolder(1, { memory, disk });
    expect(dirname(folder)).toBe(memory);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(disk)).toEqual([]);
  });

  it('is on the disk where memory has no room, or there is no such place', async () => {
    const disk = temporaryFolder();
    expect(dirname(await makeIndexFolder(2 ** 60, { memory: temporaryFolder(), disk }))).toBe(disk);
    expect(dirname(await makeIndexFolder(1, { memory: join(disk, 'none'), disk }))).toBe(disk);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';

const WAIT = { timeoutMs: 10_000 };

describe('a file lock', () => {
  it('lets one in at a time and leaves nothing behind', async () => {
    const path = join(temporaryFolder(), 'lock');
    let inside = 0;
    const visits = Array.from({ length: 10 }, () =>
      withFileLock(path, WAIT, async () => {
        expect(++inside).toBe(1);
        await setImmediate();
        inside--;
      }),
    );
    await Promise.all(visits);
    expect(existsSync(path)).toBe(false);
  });

  it('is released when the task fails', async () => {
    const path = join(temporaryFolder(), 'lock');
    await expect(withFileLock(path, WAIT, () => Promise.reject(new Error('task')))).rejects.toThrow('task');
    expect(await withFileLock(path, WAIT, async () => 'in')).toBe('in');
  });

  it('is taken over from a process that is dead', async () => {
    const path = join(temporaryFolder(), 'lock');
    const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(dead, 'exit');
    await writeFile(path, `${dead.pid} - left`);
    expect(await withFileLock(path, WAIT, async () => 'in')).toBe('in');
  });

  it.runIf(process.platform === 'linux')(
    'is taken over when its number has gone to another process',
    async () => {
      const path = join(temporaryFolder(), 'lock');
      await writeFile(path, `${process.pid} 1 left`);
      expect(await withFileLock(path, WAIT, async () => 'in')).toBe('in');
    },
  );

  it('is taken over when it was left before its holder was written', async () => {
    const path = join(temporaryFolder(), 'lock');
    await writeFile(path, '');
    await utimes(path, 0, 0);
    expect(await withFileLock(path, WAIT, async () => 'in')).toBe('in');
  });

  it('is waited for no longer than asked, naming the file', async () => {
    const path = join(temporaryFolder(), 'lock');
    await withFileLock(path, WAIT, async () => {
      const second = withFileLock(path, { timeoutMs: 0 }, async () => 'in');
      await expect(second).rejects.toMatchObject({
        code: 'DATABASE_START_FAILED',
        message: expect.stringContaining(path),
      });
    });
  });

  it('is no longer waited for when the caller gives up', async () => {
    const path = join(temporaryFolder(), 'lock');
    const abort = new AbortController();
    await withFileLock(path, WAIT, async () => {
      const second = withFileLock(path, { ...WAIT, signal: abort.signal }, async () => 'in');
      abort.abort(new Error('given up'));
      await expect(second).rejects.toThrow('given up');
    });
  });
});

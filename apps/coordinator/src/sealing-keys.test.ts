import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@portero/runtime';
import { ManualClock, recordingLogger, temporaryFolder } from '@portero/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadSealingKeySet, rotateSealingKey } from './sealing-key-file.ts';
import { SealingKeys } from './sealing-keys.ts';

const deps = { logger: silentLogger() };
const GRACE = { leadMs: 0, graceMs: 60_000 };

async function openKeys(dataDir = temporaryFolder()) {
  const clock = new ManualClock();
  const log = recordingLogger();
  const keys = await SealingKeys.open({ dataDir, pollMs: 3_600_000 }, { clock, logger: log.logger });
  onTestFinished(() => keys.stop());
  return { keys, clock, dataDir, log, file: join(dataDir, 'keys', 'sealing.json') };
}

describe('the sealing keys of an installation', () => {
  it('are made at the first start, for their owner only, and found again', async () => {
    const { keys, dataDir, file, log } = await openKeys();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await openKeys(dataDir)).keys.current).toEqual(keys.current);
    expect(log.text()).not.toContain(keys.current.privateJwk.d);
  });

  it('are the same for processes that start at the same time', async () => {
    const dataDir = temporaryFolder();
    const sets = await Promise.all(Array.from({ length: 8 }, () => loadSealingKeySet({ dataDir }, deps)));
    expect(new Set(sets.map(([held]) => held!.key.kid)).size).toBe(1);
  });

  it('follow a rotation by another process without a restart', async () => {
    const { keys, clock, dataDir } = await openKeys();
    const before = keys.current.kid;
    const told: string[] = [];
    keys.onChange(() => told.push(keys.current.kid));
    const [next] = await rotateSealingKey({ dataDir, ...GRACE }, { ...deps, clock });
    await keys.refresh();
    await keys.refresh();
    expect(told).toEqual([next!.key.kid]);
    expect(keys.opening.map(({ kid }) => kid)).toEqual([next!.key.kid, before]);
    clock.advance(60_000);
    await keys.refresh();
    expect(told).toHaveLength(2);
    expect(keys.opening.map(({ kid }) => kid)).toEqual([next!.key.kid]);
  });

  it('stay as they are when the file is open to others, gone, or cannot be used', async () => {
    const { keys, file, log } = await openKeys();
    const before = keys.current;
    const content = await readFile(file, 'utf8');
    await chmod(file, 0o644);
    await keys.refresh();
    await rm(file);
    await keys.refresh();
    await writeFile(file, 'not json SECRET', { mode: 0o600 });
    await keys.refresh();
    expect(keys.current).toEqual(before);
    expect(log.records.filter(({ level }) => level === 50)).toHaveLength(3);
    expect(log.text()).not.toContain('SECRET');
    await writeFile(file, content, { mode: 0o600 });
    expect((await openKeys(join(file, '../..'))).keys.current).toEqual(before);
  });

  it.each([
    '{"keys":[]}',
    '{"keys":[{"activeFrom":0,"privateJwk":{"kty":"OKP","crv":"X25519","x":"SECRET","d":"SECRET"}}]}',
  ])('are an error at the start when the file holds none: %s', async (content) => {
    const { file, dataDir } = await openKeys();
    await writeFile(file, content, { mode: 0o600 });
    const error: Error = await loadSealingKeySet({ dataDir }, deps).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'KEY_FILE_INVALID' });
    expect(error.message).not.toContain('SECRET');
  });
});

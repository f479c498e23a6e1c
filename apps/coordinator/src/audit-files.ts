import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MadeCheckpoint } from '@portero/roster';

/** `<dataDir>/audit/checkpoints.jsonl`: one JSON object a line. Copy it elsewhere; there is nothing secret in it. */
export function checkpointsFile(dataDir: string): string {
  return join(dataDir, 'audit', 'checkpoints.jsonl');
}

/** Appends, on disk when it returns; a line is never changed. */
export async function keepCheckpoints(dataDir: string, made: readonly MadeCheckpoint[]): Promise<void> {
  if (made.length === 0) return;
  const path = checkpointsFile(dataDir);
  await mkdir(join(dataDir, 'audit'), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  try {
    await file.write(made.map(({ id, at, jws }) => `${JSON.stringify({ id, at, jws })}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, 0o600);
}

/**
 * The checkpoints of a file, each with where it stands; none when there is no such file. A line that cannot be read is
 * handed over as it is, so that an audit names it.
 */
export async function readCheckpoints(path: string): Promise<{ jws: string; source: string }[]> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return content
    .split('\n')
    .map((line, index) => ({ line, source: `${path}, line ${index + 1}` }))
    .filter(({ line }) => line !== '')
    .map(({ line, source }) => ({ jws: jwsOf(line), source }));
}

function jwsOf(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    const jws = typeof value === 'object' && value !== null ? Reflect.get(value, 'jws') : undefined;
    return typeof jws === 'string' ? jws : line;
  } catch {
    return line;
  }
}

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { hnswAvailability } from '@portero/gallery';
import { ensureDataDir } from '../context/data-dir.ts';
import type { Check } from './check.ts';

const MIN_NODE_MAJOR = 20;
const GROUP_AND_OTHERS = 0o077;

export function checkNode(version: string = process.versions.node): Check {
  const supported = Number(version.split('.')[0]) >= MIN_NODE_MAJOR;
  return {
    name: 'node',
    status: supported ? 'ok' : 'fail',
    detail: `${version} on ${process.platform}-${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    ...(!supported && { fix: `Install Node.js ${MIN_NODE_MAJOR} or newer.` }),
  };
}

/** A folder is made if it is absent, as every other command would. */
export async function checkDataDir(dataDir: string): Promise<Check> {
  const name = 'data directory';
  await ensureDataDir(dataDir);
  const mode = (await stat(dataDir)).mode & 0o777;
  if (process.platform !== 'win32' && (mode & GROUP_AND_OTHERS) !== 0) {
    return {
      name,
      status: 'warn',
      detail: `${dataDir} has mode ${mode.toString(8)}: others on this machine may look into it`,
      fix: `chmod 700 ${dataDir}`,
    };
  }
  return { name, status: 'ok', detail: `${dataDir}, mode ${mode.toString(8)}` };
}

/** Only cameras that are not a folder or an HTTP snapshot need it. */
export async function checkFfmpeg(): Promise<Check> {
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-version']);
    return { name: 'ffmpeg', status: 'ok', detail: stdout.split('\n', 1)[0]!.replace(/ Copyright.*/, '') };
  } catch {
    return {
      name: 'ffmpeg',
      status: 'warn',
      detail: 'not found: no RTSP, no USB cameras, no video files; folders and HTTP cameras work',
      fix: 'Install it, for example: apt-get install ffmpeg',
    };
  }
}

/** Galleries do without it: this says which way they go. */
export function checkHnsw(): Check {
  const { available, reason } = hnswAvailability();
  return {
    name: 'hnswlib',
    status: 'ok',
    detail: available
      ? `${reason}: very large galleries are searched through a graph`
      : `${reason}: galleries of every size are searched by sketches`,
  };
}

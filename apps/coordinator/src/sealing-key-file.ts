import { join } from 'node:path';
import { generateSealingKey } from '@portero/protocol';
import {
  type Clock,
  createPrivateFile,
  ensurePrivateDirectory,
  errorMessage,
  type Logger,
  readPrivateFile,
  replacePrivateFile,
  systemClock,
} from '@portero/runtime';
import { CoordinatorError } from './coordinator-error.ts';
import { keysFolder } from './keys.ts';
import { rotated, type SealingKeySet, sealingKeyFileSchema } from './sealing-key-set.ts';

/** The same file on every coordinator of an installation. */
function sealingKeyPath(dataDir: string): string {
  return join(keysFolder(dataDir), 'sealing.json');
}

/**
 * The sealing keys of the installation, in `<dataDir>/keys/sealing.json`; the first is made by whoever asks first.
 * Processes that ask at the same time agree on one.
 *
 * @throws {PrivateFileError} `KEY_FILE_PERMISSIONS` when others can read it
 * @throws {CoordinatorError} `KEY_FILE_INVALID` when it holds no such keys
 */
export async function loadSealingKeySet(
  { dataDir }: { dataDir: string },
  { logger }: { logger: Logger },
): Promise<SealingKeySet> {
  const file = sealingKeyPath(dataDir);
  await ensurePrivateDirectory(keysFolder(dataDir));
  const made = [{ key: generateSealingKey(), activeFrom: 0 }];
  if ((await readPrivateFile(file)) === undefined && (await createPrivateFile(file, format(made)))) {
    logger.info({ file }, 'sealing key made: every coordinator of the installation needs this file');
  }
  return readSealingKeySet({ dataDir });
}

/**
 * The same, of a file that must be there.
 * @throws {PrivateFileError}, {CoordinatorError}
 */
export async function readSealingKeySet({ dataDir }: { dataDir: string }): Promise<SealingKeySet> {
  const file = sealingKeyPath(dataDir);
  return parse((await readPrivateFile(file)) ?? '', file);
}

export interface RotateOptions {
  readonly dataDir: string;
  /** @see Rotation */
  readonly leadMs: number;
  readonly graceMs: number;
}

/** Writes a new sealing key. Coordinators over this directory take it up by themselves. */
export async function rotateSealingKey(
  { dataDir, leadMs, graceMs }: RotateOptions,
  { logger, clock = systemClock }: { logger: Logger; clock?: Pick<Clock, 'now'> },
): Promise<SealingKeySet> {
  const set = await loadSealingKeySet({ dataDir }, { logger });
  const next = rotated(set, generateSealingKey(), { nowMs: clock.now(), leadMs, graceMs });
  await replacePrivateFile(sealingKeyPath(dataDir), format(next));
  return next;
}

function format(set: SealingKeySet): string {
  const keys = set.map(({ key, ...times }) => ({ privateJwk: key.privateJwk, ...times }));
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

function parse(content: string, file: string): SealingKeySet {
  try {
    return sealingKeyFileSchema.parse(JSON.parse(content)).keys;
  } catch (error) {
    // A syntax error quotes the text around it, which may be a key.
    const reason = error instanceof SyntaxError ? 'it is not JSON' : errorMessage(error);
    throw new CoordinatorError(
      'KEY_FILE_INVALID',
      `${file} does not hold the sealing keys: ${reason}. Restore it from a copy or from another coordinator; ` +
        'without it, move it away: a new one is made, and edges take it from their next configuration.',
      { context: { file } },
    );
  }
}

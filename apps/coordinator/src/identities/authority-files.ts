import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type AuthorityMaterial, createAuthority } from '@portero/identities';
import {
  type Clock,
  createPrivateFile,
  ensurePrivateDirectory,
  type Logger,
  readPrivateFile,
} from '@portero/runtime';
import { z } from 'zod';
import { CoordinatorError } from '../coordinator-error.ts';
import { keysFolder } from '../keys.ts';

/** Where the authority, what it has signed and the tokens of enrolment lie; mode 0700. */
export function authorityFolder(dataDir: string): string {
  return join(keysFolder(dataDir), 'ca');
}

function authorityFile(dataDir: string): string {
  return join(authorityFolder(dataDir), 'authority.json');
}

/** Whether this installation has needed an authority so far. @throws {CoordinatorError} `KEY_FILE_PERMISSIONS` */
export async function hasAuthority(dataDir: string): Promise<boolean> {
  return (await readPrivateFile(authorityFile(dataDir))) !== undefined;
}

const materialSchema = z.object({ certificate: z.string(), privateKey: z.string() });

/**
 * The authority's key and certificate, in one file so that they are never of two different ones. Made at first need;
 * processes that need it at the same time agree on one.
 *
 * @throws {CoordinatorError} `KEY_FILE_PERMISSIONS`, `KEY_FILE_INVALID`
 */
export async function loadAuthority(
  { dataDir }: { dataDir: string },
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<AuthorityMaterial> {
  const file = authorityFile(dataDir);
  await ensurePrivateDirectory(authorityFolder(dataDir));
  let content = await readPrivateFile(file);
  if (content === undefined) {
    const material = await createAuthority({ clock });
    if (await createPrivateFile(file, `${JSON.stringify(material, null, 2)}\n`)) {
      const fingerprint = createHash('sha256').update(material.certificate).digest('hex').slice(0, 16);
      logger.info({ file, fingerprint }, 'authority made: keep a copy, devices trust this one only');
    }
    content = await readPrivateFile(file);
  }
  try {
    return materialSchema.parse(JSON.parse(content ?? ''));
  } catch {
    throw new CoordinatorError(
      'KEY_FILE_INVALID',
      `${file} does not hold the key and the certificate of an authority. Restore it from a copy; with a new one every device must be provisioned again.`,
      { context: { file } },
    );
  }
}

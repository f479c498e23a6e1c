import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importVerifier, type KeyRing, type PublicSigningJwk, readPublicKey } from '@portero/protocol';
import { errorMessage } from '@portero/runtime';
import { CliError, cannotRead } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';

/** The public half of this data directory's key, if it has one; none is made. */
export async function ownPublicKey({
  dataDir,
  logger,
}: Pick<CliContext, 'dataDir' | 'logger'>): Promise<PublicSigningJwk | undefined> {
  if (!existsSync(join(dataDir, 'keys', 'coordinator.jwk.json'))) return undefined;
  const { loadCoordinatorKey } = await import('@portero/coordinator');
  return (await loadCoordinatorKey({ dataDir }, { logger })).publicJwk;
}

/**
 * Whose signatures in the log are believed: the key of the data directory, and those of the files.
 *
 * @param files JSON Web Keys, or sets of them, such as `portero audit key` prints
 * @throws {CliError} NOT_FOUND, USAGE when there is no key at all or a file holds none
 */
export async function trustedKeys(files: readonly string[], context: CliContext): Promise<KeyRing> {
  const own = await ownPublicKey(context);
  const given = await Promise.all(files.map(readKeys));
  const keys = [...(own ? [own] : []), ...given.flat()];
  if (keys.length > 0) return importVerifier(keys);
  throw new CliError('USAGE', {
    what: `there is no key to verify signatures with in ${context.dataDir}`,
    fix: 'Give the public key of the coordinator with --key; portero audit key prints it on its machine.',
  });
}

async function readKeys(file: string): Promise<PublicSigningJwk[]> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw cannotRead(`the key ${file}`, cause);
  });
  try {
    const value = JSON.parse(content) as { keys?: unknown };
    const keys = Array.isArray(value.keys) ? value.keys : [value];
    return keys.map((key) => readPublicKey(key as object));
  } catch (cause) {
    throw new CliError(
      'USAGE',
      {
        what: `${file} is not a public key`,
        cause: cause instanceof SyntaxError ? 'not JSON' : errorMessage(cause),
        fix: 'Give an Ed25519 JSON Web Key without its private part.',
      },
      { cause },
    );
  }
}

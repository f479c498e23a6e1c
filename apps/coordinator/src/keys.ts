import { join } from 'node:path';
import {
  generateSigningKey,
  importSigner,
  type PublicSigningJwk,
  readSigningKey,
  type Signer,
} from '@portero/protocol';
import {
  createPrivateFile,
  ensurePrivateDirectory,
  errorMessage,
  type Logger,
  readPrivateFile,
} from '@portero/runtime';
import { CoordinatorError } from './coordinator-error.ts';

/** Where keys and credentials live; mode 0700. */
export function keysFolder(dataDir: string): string {
  return join(dataDir, 'keys');
}

export interface CoordinatorKey {
  signer: Signer;
  /** What edges are given, to verify commands with. */
  publicJwk: PublicSigningJwk;
}

/**
 * The coordinator's Ed25519 signing key, made at the first start in `<dataDir>/keys/coordinator.jwk.json`.
 * Processes that start at the same time agree on one.
 *
 * @throws {PrivateFileError} `KEY_FILE_PERMISSIONS` when others can read it
 * @throws {CoordinatorError} `KEY_FILE_INVALID` when it is no such key
 */
export async function loadCoordinatorKey(
  { dataDir }: { dataDir: string },
  { logger }: { logger: Logger },
): Promise<CoordinatorKey> {
  const folder = keysFolder(dataDir);
  const file = join(folder, 'coordinator.jwk.json');
  await ensurePrivateDirectory(folder);
  let content = await readPrivateFile(file);
  if (content === undefined) {
    const { privateJwk } = await generateSigningKey();
    if (await createPrivateFile(file, `${JSON.stringify(privateJwk, null, 2)}\n`)) {
      logger.info({ file }, 'signing key made: keep a copy, edges trust this one only');
    }
    content = await readPrivateFile(file);
  }
  try {
    const { privateJwk, publicJwk } = readSigningKey(JSON.parse(content ?? ''));
    return { signer: importSigner(privateJwk), publicJwk };
  } catch (error) {
    // A syntax error quotes the text around it, which may be the key.
    const reason = error instanceof SyntaxError ? 'it is not JSON' : errorMessage(error);
    throw new CoordinatorError(
      'KEY_FILE_INVALID',
      `${file} is not an Ed25519 private key: ${reason}. Restore it from a copy; with a new one every edge must be provisioned again.`,
      { context: { file } },
    );
  }
}

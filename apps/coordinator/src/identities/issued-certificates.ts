import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createPrivateFile,
  ensurePrivateDirectory,
  readPrivateFile,
  replacePrivateFile,
} from '@portero/runtime';
import { z } from 'zod';
import { CoordinatorError } from '../coordinator-error.ts';

const recordSchema = z.object({
  serialNumber: z.string(),
  kind: z.enum(['edge', 'coordinator', 'server']),
  /** As in the certificate: `hq/main/lobby` of an edge. */
  commonName: z.string(),
  notAfter: z.coerce.date(),
  revokedAt: z.coerce.date().optional(),
});

export type IssuedCertificate = z.output<typeof recordSchema>;

const SERIAL_NUMBER = /^[0-9a-f]{1,40}$/;

/**
 * What the authority has signed: one private file a certificate, so that the command line and a running coordinator
 * never overwrite each other's.
 *
 * Invariants: a certificate that is not in here does not count; one that was revoked stays revoked.
 */
export class IssuedCertificates {
  readonly #folder: string;

  constructor({ folder }: { folder: string }) {
    this.#folder = folder;
  }

  async add(certificate: Omit<IssuedCertificate, 'revokedAt'>): Promise<void> {
    await ensurePrivateDirectory(this.#folder);
    await createPrivateFile(this.#file(certificate.serialNumber), text(certificate));
  }

  async find(serialNumber: string): Promise<IssuedCertificate | undefined> {
    if (!SERIAL_NUMBER.test(serialNumber)) return undefined;
    const file = this.#file(serialNumber);
    const content = await readPrivateFile(file);
    if (content === undefined) return undefined;
    try {
      return recordSchema.parse(JSON.parse(content));
    } catch {
      throw new CoordinatorError(
        'KEY_FILE_INVALID',
        `${file} is not the record of a certificate. Restore it from a copy; while it is broken, who is revoked cannot be said.`,
        { context: { file } },
      );
    }
  }

  async list(): Promise<IssuedCertificate[]> {
    const found: IssuedCertificate[] = [];
    for (const file of await filesOf(this.#folder)) {
      const [serialNumber, extension] = file.split('.');
      const certificate = extension === 'json' && (await this.find(serialNumber!));
      if (certificate) found.push(certificate);
    }
    return found;
  }

  /** @returns how many were not revoked before */
  async revoke(isToGo: (certificate: IssuedCertificate) => boolean, revokedAt: Date): Promise<number> {
    const going = (await this.list()).filter((one) => one.revokedAt === undefined && isToGo(one));
    for (const one of going)
      await replacePrivateFile(this.#file(one.serialNumber), text({ ...one, revokedAt }));
    return going.length;
  }

  #file(serialNumber: string): string {
    return join(this.#folder, `${serialNumber}.json`);
  }
}

function text(certificate: IssuedCertificate): string {
  return `${JSON.stringify(certificate, null, 2)}\n`;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

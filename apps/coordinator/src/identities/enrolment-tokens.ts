import { createHash, timingSafeEqual } from 'node:crypto';
import { readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createEnrolmentToken,
  type EdgePath,
  type EnrolmentToken,
  formatEnrolmentToken,
} from '@portero/protocol';
import { type Clock, ensurePrivateDirectory, readPrivateFile, replacePrivateFile } from '@portero/runtime';
import { z } from 'zod';

const recordSchema = z.object({
  address: z.string(),
  brokerUrl: z.string(),
  secretHash: z.string(),
  expiresAt: z.coerce.date(),
});

/** What a token stands for. */
export type TokenGrant = Pick<z.output<typeof recordSchema>, 'address' | 'brokerUrl'>;

/** @defaultValue of a token's life: long enough to walk to the door */
export const TOKEN_LIFE_MS = 15 * 60_000;

/**
 * The tokens that wait for their device. Only a hash of each secret is kept, one private file a token.
 *
 * Invariants: a token is taken at most once, by whichever process removes its file; an edge has one at most, the
 * latest; one that has run out is not taken.
 */
export class EnrolmentTokens {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor({ folder }: { folder: string }, { clock }: { clock: Clock }) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** @returns the token, kept nowhere */
  async issue(
    authority: string,
    { address, brokerUrl, lifeMs = TOKEN_LIFE_MS }: { address: EdgePath; brokerUrl: string; lifeMs?: number },
  ): Promise<{ token: string; expiresAt: Date }> {
    await ensurePrivateDirectory(this.#folder);
    for (const id of await this.#ids()) {
      if ((await this.#read(id))?.address === address) await rm(this.#file(id), { force: true });
    }
    const token = createEnrolmentToken(authority);
    const expiresAt = new Date(this.#clock.now() + lifeMs);
    const record = { address, brokerUrl, secretHash: hashOf(token.secret).toString('hex'), expiresAt };
    await replacePrivateFile(this.#file(token.id), `${JSON.stringify(record, null, 2)}\n`);
    return { token: formatEnrolmentToken(token), expiresAt };
  }

  /** Uses the token up. @returns undefined when it is unknown, was used, has run out, or its secret is wrong */
  async take({ id, secret }: EnrolmentToken): Promise<TokenGrant | undefined> {
    const record = await this.#read(id);
    if (!record || !timingSafeEqual(hashOf(secret), Buffer.from(record.secretHash, 'hex'))) return undefined;
    const first = await this.#remove(id);
    if (!first || record.expiresAt.getTime() <= this.#clock.now()) return undefined;
    return { address: record.address, brokerUrl: record.brokerUrl };
  }

  /** @returns how many there were */
  async withdraw(address: string): Promise<number> {
    let count = 0;
    for (const id of await this.#ids()) {
      if ((await this.#read(id))?.address === address && (await this.#remove(id))) count++;
    }
    return count;
  }

  /** @returns whether this call removed it: of two at once one does */
  async #remove(id: string): Promise<boolean> {
    try {
      await unlink(this.#file(id));
      return true;
    } catch {
      return false;
    }
  }

  async #read(id: string): Promise<z.output<typeof recordSchema> | undefined> {
    const content = await readPrivateFile(this.#file(id));
    if (content === undefined) return undefined;
    const parsed = recordSchema.safeParse(JSON.parse(content));
    return parsed.success && /^[0-9a-f]{64}$/.test(parsed.data.secretHash) ? parsed.data : undefined;
  }

  async #ids(): Promise<string[]> {
    const files = await readdir(this.#folder).catch(() => []);
    return files.flatMap((file) => /^([0-9a-f]{16})\.json$/.exec(file)?.[1] ?? []);
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}

/** The secret has 256 random bits, so nothing slower than one hash is called for. */
function hashOf(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest();
}

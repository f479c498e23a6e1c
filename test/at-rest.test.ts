import { createDecipheriv, createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEncoderPool, type EncoderPool } from '@portero/encoder';
import { openRoster, type Roster } from '@portero/roster';
import { type DumpedTables, dumpTables } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { makeFolder, sampleImage } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const logger = silentLogger();
const CARD = '31415926';

/** Somebody enrolled from a photograph, with the embedding as it was before it went into the database. */
interface Known {
  templateId: string;
  personId: string;
  embedding: Float32Array;
}

function littleEndian(embedding: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * embedding.length);
  for (const [i, value] of embedding.entries()) bytes.writeFloatLE(value, 4 * i);
  return bytes;
}

/** Every window of 16 bytes, each as often as there are ways to write it down that a text can have. */
function* writtenForms(bytes: Buffer): Generator<string> {
  for (let at = 0; at + 16 <= bytes.length; at++) {
    const window = bytes.subarray(at, at + 16);
    yield window.toString('hex');
    // Without the last characters, which depend on what follows.
    yield window.toString('base64').slice(0, 20);
    yield window.toString('base64url').slice(0, 20);
    yield window.toString('latin1');
  }
}

/** AES-256-GCM as docs/security.md describes it, written again: 1 ‖ nonce ‖ ciphertext ‖ tag. */
function open(key: Buffer, sealed: Buffer, ...boundTo: (string | number)[]): Buffer {
  expect(sealed[0]).toBe(1);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13));
  decipher.setAAD(Buffer.from(boundTo.join('\0')));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]);
}

const bytesOf = (text: unknown) => Buffer.from(String(text).slice(2), 'hex');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

describe('a database that is stolen', () => {
  const dataDir = makeFolder();
  const known: Known[] = [];
  let encoder: EncoderPool;
  let roster: Roster;
  let dump: DumpedTables;
  let text: string;
  let masterKey: { id: string; key: string };

  beforeAll(async () => {
    [encoder, roster] = await Promise.all([
      createEncoderPool({ workers: 1 }, { logger }),
      openRoster({ dataDir }, { logger }),
    ]);
    await roster.places.ensureBuilding('hq/main');
    for (const number of [1, 3] as const) {
      const { faces } = await encoder.analyse(readFileSync(sampleImage(number)));
      for (const [index, { embedding }] of faces.entries()) {
        const { id: personId } = await roster.persons.add({ site: 'hq', displayName: `${number}-${index}` });
        await roster.cards.assign({ personId, token: `${CARD}-${number}-${index}` });
        const modelId = encoder.model.id;
        const stored = { personId, modelId, embedding, quality: 1, sourceHash: `photo-${number}` };
        const { template } = await roster.templates.add(stored);
        known.push({ templateId: template.id, personId, embedding });
      }
    }
    dump = await dumpTables(roster.databaseUrl);
    text = JSON.stringify(dump);
    masterKey = JSON.parse(readFileSync(join(dataDir, 'keys', 'master.key'), 'utf8')).keys[0];
  }, 120_000);
  afterAll(async () => {
    await encoder?.stop();
    await roster?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  });

  const row = (table: string, column: string, value: string) =>
    dump[table]!.find((candidate) => candidate[column] === value)!;

  const keyOf = (personId: string) =>
    open(
      Buffer.from(masterKey.key, 'base64'),
      bytesOf(row('person_keys', 'person_id', personId).wrapped_key),
      'portero person key v1',
      personId,
      masterKey.id,
    );

  it('holds no face: of no embedding any 16 bytes stand in a dump, nor its numbers', () => {
    expect(known.length).toBeGreaterThanOrEqual(4);
    expect(dump.templates).toHaveLength(known.length);
    const blobs = Buffer.concat(
      [...text.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex]) => Buffer.from(hex!, 'hex')),
    );
    expect(blobs.length).toBeGreaterThan(known.length * 700);
    const raw = blobs.toString('latin1');
    for (const { embedding } of known) {
      for (const form of writtenForms(littleEndian(embedding))) {
        if (text.includes(form) || raw.includes(form))
          expect.fail('a part of an embedding stands in the dump');
      }
      for (const value of embedding) {
        if (value !== 0) expect(text).not.toContain(String(value));
      }
    }
  });

  it('holds no key, and no word of where the master key is', () => {
    const keys = [Buffer.from(masterKey.key, 'base64'), ...known.map(({ personId }) => keyOf(personId))];
    for (const key of keys) {
      expect(key).toHaveLength(32);
      for (const form of writtenForms(key)) expect(text.includes(form)).toBe(false);
    }
    expect(text).not.toMatch(/master\.key|PORTERO_MASTER_KEY/);
    expect(text).not.toContain(dataDir);
  });

  it('lets nobody guess cards', () => {
    const siteId = String(dump.sites![0]!.id);
    const macs = new Set(dump.cards!.map(({ token_mac: mac }) => String(mac).slice(2)));
    expect(macs.size).toBe(known.length);
    for (const token of known.flatMap((_, n) => [`${CARD}-1-${n}`, `${CARD}-3-${n}`])) {
      const guesses = [token, `${siteId}${token}`, `portero card v1\0${siteId}\0${token}`];
      for (const guess of guesses) {
        expect(macs).not.toContain(createHash('sha256').update(guess).digest('hex'));
      }
    }
  });

  it('gives up every face to who has the master key as well', () => {
    for (const { templateId, personId, embedding } of known) {
      const stored = row('templates', 'id', templateId);
      const bytes = open(
        keyOf(personId),
        bytesOf(stored.ciphertext),
        'portero template v1',
        personId,
        templateId,
        encoder.model.id,
        embedding.length,
      );
      expect(bytes).toEqual(littleEndian(embedding));
    }
  });

  it('holds no face in any file on the disk either, its log of changes included', async () => {
    await roster.stop();
    const needles = known.flatMap(({ embedding }) => {
      const bytes = littleEndian(embedding);
      return Array.from({ length: bytes.length / 64 }, (_, n) => bytes.subarray(64 * n, 64 * n + 16));
    });
    const sealed = known.map(({ templateId }) => bytesOf(row('templates', 'id', templateId).ciphertext));
    const files = filesBelow(join(dataDir, 'postgres')).map((path) => readFileSync(path));
    // What was written is found by this way of looking.
    for (const bytes of sealed) expect(files.some((file) => file.includes(bytes))).toBe(true);
    for (const needle of needles) expect(files.some((file) => file.includes(needle))).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { importVerifier, type KeyRing, readSealingKey, type SealingKey } from '@portero/protocol';

interface VectorFile {
  cases: { payload?: string; topic?: string; text?: string; valid: boolean }[];
}

export interface VectorKeys {
  /** Public and private JSON Web Keys, by name. */
  keys: Record<string, { privateJwk: Record<string, string>; publicJwk: Record<string, string> }>;
}

const read = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../packages/protocol/vectors/${name}.json`, import.meta.url), 'utf8'),
  );

export const vectorKeys = (): VectorKeys['keys'] => (read('keys') as VectorKeys).keys;

/** Payloads (or topics, or texts) of the test vectors of a message, right and wrong. */
export function vectorsOf(name: string): { all: Buffer[]; valid: Set<string> } {
  const { cases } = read(name) as VectorFile;
  const texts = cases.map(({ payload, topic, text, valid }) => ({
    text: payload ?? topic ?? text ?? '',
    valid,
  }));
  return {
    all: texts.map(({ text }) => Buffer.from(text)),
    valid: new Set(texts.filter(({ valid }) => valid).map(({ text }) => text)),
  };
}

export const vectorRing = (name: string): KeyRing => importVerifier([vectorKeys()[name]!.publicJwk as never]);

export const vectorSealingKey = (name: string): SealingKey =>
  readSealingKey(vectorKeys()[name]!.privateJwk as never);

import { invalid } from '../validate.ts';

/** @throws {RosterError} INVALID_INPUT unless there are 1 to 1024 finite numbers */
export function checkEmbedding(embedding: Float32Array): void {
  if (!(embedding instanceof Float32Array) || embedding.length < 1 || embedding.length > 1024) {
    invalid('embedding', 'must be a Float32Array of 1 to 1024 numbers');
  }
  if (!embedding.every(Number.isFinite)) invalid('embedding', 'must hold finite numbers only');
}

/** Little-endian float32, whatever the machine. */
export function embeddingToBytes(embedding: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 * embedding.length);
  for (const [i, value] of embedding.entries()) bytes.writeFloatLE(value, 4 * i);
  return bytes;
}

export function embeddingFromBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const embedding = new Float32Array(bytes.byteLength / 4);
  for (let i = 0; i < embedding.length; i++) embedding[i] = view.getFloat32(4 * i, true);
  return embedding;
}

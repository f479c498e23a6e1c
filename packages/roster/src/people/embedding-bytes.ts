import { invalid } from '../validate.ts';

/**
 * Little-endian float32, whatever the machine.
 * @throws {RosterError} INVALID_INPUT unless there are 1 to 1024 finite numbers
 */
export function embeddingToBytes(embedding: Float32Array): Buffer {
  const { length } = embedding;
  if (!(embedding instanceof Float32Array) || length < 1 || length > 1024) {
    invalid('embedding', 'must be a Float32Array of 1 to 1024 numbers');
  }
  const bytes = Buffer.allocUnsafe(4 * length);
  for (let i = 0; i < length; i++) {
    const value = embedding[i]!;
    if (!Number.isFinite(value)) invalid('embedding', 'must hold finite numbers only');
    bytes.writeFloatLE(value, 4 * i);
  }
  return bytes;
}

export function embeddingFromBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const embedding = new Float32Array(bytes.byteLength / 4);
  for (let i = 0; i < embedding.length; i++) embedding[i] = view.getFloat32(4 * i, true);
  return embedding;
}

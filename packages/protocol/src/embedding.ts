import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { MAX_EMBEDDING_DIMENSION } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

const BYTES_PER_VALUE = 4;

/** Longest embedding on the wire, in characters of base64url. */
export const MAX_EMBEDDING_CHARACTERS = Math.ceil((MAX_EMBEDDING_DIMENSION * BYTES_PER_VALUE * 4) / 3);

/**
 * An embedding as it travels: float32 values, little-endian, one after the other, in base64url.
 * @throws {ProtocolError} `EMBEDDING_INVALID` unless it has 1 to 1024 finite values
 */
export function encodeEmbedding(embedding: Float32Array): string {
  if (embedding.length < 1 || embedding.length > MAX_EMBEDDING_DIMENSION) {
    throw invalid(`it has ${embedding.length} values`);
  }
  const bytes = Buffer.alloc(embedding.length * BYTES_PER_VALUE);
  for (const [index, value] of embedding.entries()) {
    if (!Number.isFinite(value)) throw invalid(`value ${index} is not finite`);
    bytes.writeFloatLE(value, index * BYTES_PER_VALUE);
  }
  return encodeBase64url(bytes);
}

/**
 * @param expectedDimension values that the model gives; any from 1 to 1024 if absent
 * @throws {ProtocolError} `EMBEDDING_INVALID`
 */
export function decodeEmbedding(text: string, expectedDimension?: number): Float32Array {
  if (text.length > MAX_EMBEDDING_CHARACTERS) throw invalid(`it has ${text.length} characters`);
  const bytes = decodeBase64url(text);
  if (!bytes) throw invalid('it is not base64url');
  const dimension = bytes.length / BYTES_PER_VALUE;
  if (!Number.isInteger(dimension) || dimension < 1) throw invalid(`it has ${bytes.length} bytes`);
  if (expectedDimension !== undefined && dimension !== expectedDimension) {
    throw invalid(`it has ${dimension} values and the model gives ${expectedDimension}`);
  }
  const embedding = floatsOf(bytes);
  const broken = embedding.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw invalid(`value ${broken} is not finite`);
  return embedding;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A copy, since a buffer may begin where no float can. */
function floatsOf(bytes: Buffer): Float32Array {
  const copy = Buffer.from(Uint8Array.from(bytes).buffer);
  if (!IS_LITTLE_ENDIAN) copy.swap32();
  return new Float32Array(copy.buffer);
}

function invalid(cause: string): ProtocolError {
  return new ProtocolError(
    'EMBEDDING_INVALID',
    `The embedding is not valid: ${cause}. It must be 1 to ${MAX_EMBEDDING_DIMENSION} finite float32 values, ` +
      'little-endian, in base64url without padding.',
  );
}

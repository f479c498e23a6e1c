import type { z } from 'zod';
import { isJsonObject, parseJson } from './json.ts';
import { JWS_TYPES, type SignedKind, type Signer } from './jws.ts';
import type { KeyRing, SignatureRefusal } from './key-ring.ts';
import { MAX_BYTES, PROTOCOL_VERSION } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';
import { opened, type Result, refused } from './result.ts';

export type PlainRefusal = 'malformed' | 'unsupported_version';
export type SignedRefusal = SignatureRefusal | PlainRefusal;

/** The kinds that travel as bare JSON, believed only as far as the broker's access rules are. */
export type PlainKind = Exclude<keyof typeof MAX_BYTES, SignedKind | 'sealedObservation'>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signMessage<Schema extends z.ZodType<object>>(
  kind: SignedKind,
  schema: Schema,
  message: z.input<Schema>,
  signer: Signer,
): string {
  return signer.sign(JWS_TYPES[kind], checkOutgoing(kind, schema, message));
}

export function openSigned<Schema extends z.ZodType<object>>(
  kind: SignedKind,
  schema: Schema,
  compact: string | Uint8Array,
  keys: KeyRing,
): Result<z.output<Schema>, SignedRefusal> {
  const verified = keys.verify(compact, JWS_TYPES[kind]);
  return verified.ok ? checkIncoming(schema, verified.value) : verified;
}

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function encodePlain<Schema extends z.ZodType<object>>(
  kind: PlainKind,
  schema: Schema,
  message: z.input<Schema>,
): string {
  return JSON.stringify(checkOutgoing(kind, schema, message));
}

export function parsePlain<Schema extends z.ZodType<object>>(
  kind: PlainKind,
  schema: Schema,
  payload: string | Uint8Array,
): Result<z.output<Schema>, PlainRefusal> {
  if (payload.length > MAX_BYTES[kind])
    return refused('malformed', 'longer than a message of its kind may be');
  return checkIncoming(schema, parseJson(typeof payload === 'string' ? Buffer.from(payload) : payload));
}

/** The version is looked at before anything else, so that a newer message is called newer and not broken. */
export function checkIncoming<Schema extends z.ZodType<object>>(
  schema: Schema,
  value: unknown,
): Result<z.output<Schema>, PlainRefusal> {
  if (!isJsonObject(value)) return refused('malformed', 'payload is not a JSON object');
  if (Number.isInteger(value.v) && value.v !== PROTOCOL_VERSION) {
    return refused('unsupported_version', `v is not ${PROTOCOL_VERSION}`);
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? opened(parsed.data) : refused('malformed', firstProblem(parsed.error));
}

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function checkOutgoing<Schema extends z.ZodType<object>>(
  kind: string,
  schema: Schema,
  message: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new ProtocolError(
    'MESSAGE_INVALID',
    `The ${kind} cannot be sent: ${firstProblem(parsed.error)}. docs/protocol.md lists every field and its bounds.`,
    { context: { kind } },
  );
}

/** Field and expectation, never the value: cards and embeddings pass through here. */
function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.') || 'message'}: ${issue.message}` : 'invalid';
}

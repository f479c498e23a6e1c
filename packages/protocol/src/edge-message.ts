import type { z } from 'zod';
import { checkIncoming, openSigned, type SignedRefusal } from './envelope.ts';
import { parseJson } from './json.ts';
import type { SealedKind } from './jwe-header.ts';
import type { KeyRing } from './key-ring.ts';
import { opened, type Result, refused } from './result.ts';
import type { EdgeMessageOpener, SealRefusal } from './sealing.ts';
import { openSession, type ProvedSession } from './session.ts';

export interface EdgeMessageContext {
  readonly kind: SealedKind;
  /** `site/building/edge`, of the topic it came on */
  readonly edge: string;
  /** Of that edge, not of all. */
  readonly keys: KeyRing;
  readonly opener: EdgeMessageOpener;
}

/**
 * From what came on an edge's topic to a message that is that edge's: signed itself, or sealed in a session that is signed.
 * A session's signature is verified once; after that the seal is the proof, as only its two ends have the key.
 */
export function openEdgeMessage<Schema extends z.ZodType<{ bootId: string }>>(
  schema: Schema,
  payload: string | Uint8Array,
  { kind, edge, keys, opener }: EdgeMessageContext,
): Result<z.output<Schema>, SignedRefusal | SealRefusal> {
  const seal = opener.open(payload, { edge, kind });
  if (!seal.ok) return seal;
  const { content, session, confirm } = seal.value;
  if (!session) {
    const message = openSigned(kind, schema, content, keys);
    if (message.ok) confirm();
    return message;
  }
  const proof = session.proved
    ? opened(session.proved)
    : openSession(session.jws, keys, { ...session, edge });
  if (!proof.ok) return proof;
  const standing = keys.standingOf(proof.value.signedBy);
  if (standing !== 'believed') return refused(standing, 'of the key that signed the session');
  confirm(proof.value);
  return ofSession(proof.value, checkIncoming(schema, parseJson(bytesOf(content))));
}

function ofSession<Message extends { bootId: string }, Reason extends string>(
  { bootId }: ProvedSession,
  message: Result<Message, Reason>,
): Result<Message, Reason | 'wrong_session'> {
  if (message.ok && message.value.bootId !== bootId)
    return refused('wrong_session', 'bootId is not that of the session');
  return message;
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

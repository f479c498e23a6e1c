import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { CONTENT_ENCRYPTION } from './content-key.ts';
import { isJsonObject, parseJson } from './json.ts';
import { JWS_TYPES } from './jws.ts';
import { PROTOCOL_VERSION } from './limits.ts';
import { opened, type Result, refused } from './result.ts';

/** What an edge seals; a sealed message of one kind is never accepted as the other. */
export const JWE_TYPES = Object.freeze({
  observation: 'portero-observation+jwe',
  ack: 'portero-ack+jwe',
});

export type SealedKind = keyof typeof JWE_TYPES;

/** `cty` of a message that is not signed itself, because a signed session speaks for it. */
const SESSION_CONTENT_TYPES = Object.freeze({
  observation: 'portero-observation+json',
  ack: 'portero-ack+json',
});

/** Its longest part is the session, of up to 1,024 characters, in base64url once more. */
const MAX_HEADER_CHARACTERS = 2_048;
const PUBLIC_VALUE_BYTES = 32;

/** What the header of a seal says; nothing in it is trusted yet. */
export interface SealHeader {
  readonly kind: SealedKind;
  /** Of the sealing key that it is sealed to. */
  readonly kid: string;
  /** The sender's ephemeral public key, 32 bytes in base64url. */
  readonly epk: string;
  /** A signed session, see `session.ts`. Absent when the message inside is signed itself. */
  readonly session?: string | undefined;
}

/** The first part of a compact JWE (RFC 7516, section 7.1). */
export function writeSealHeader({ kind, kid, epk, session }: SealHeader): string {
  const header = {
    alg: 'ECDH-ES',
    enc: CONTENT_ENCRYPTION,
    typ: JWE_TYPES[kind],
    cty: session === undefined ? JWS_TYPES[kind] : SESSION_CONTENT_TYPES[kind],
    v: PROTOCOL_VERSION,
    kid,
    epk: { kty: 'OKP', crv: 'X25519', x: epk },
    ...(session !== undefined && { session }),
  };
  return encodeBase64url(Buffer.from(JSON.stringify(header)));
}

/**
 * Reads a header with exactly the members that {@link writeSealHeader} writes. Whatever else a JOSE header may hold (`zip`,
 * `crit`, `apu`, `jwk`, …) is refused by not being on that list (RFC 8725, sections 3.1, 3.6 and 3.10).
 */
export function readSealHeader(
  headerText: string,
  kind: SealedKind,
): Result<SealHeader, 'malformed' | 'unsupported_version'> {
  if (headerText.length > MAX_HEADER_CHARACTERS) return refused('malformed', 'header too long');
  const bytes = decodeBase64url(headerText);
  if (!bytes) return refused('malformed', 'header is not strict base64url');
  const header = parseJson(bytes);
  if (!isJsonObject(header)) return refused('malformed', 'header is not a JSON object');
  if (Number.isInteger(header.v) && header.v !== PROTOCOL_VERSION) {
    return refused('unsupported_version', `v is not ${PROTOCOL_VERSION}`);
  }
  const epk = epkOf(header);
  const session = sessionOf(header, kind);
  if (typeof header.kid !== 'string' || epk === undefined || session === undefined)
    return refused('malformed', 'header is not that of a seal');
  return opened({ kind, kid: header.kid, epk, ...session });
}

function epkOf({ alg, enc, v, epk }: Record<string, unknown>): string | undefined {
  if (alg !== 'ECDH-ES' || enc !== CONTENT_ENCRYPTION || v !== PROTOCOL_VERSION) return undefined;
  if (!isJsonObject(epk) || Object.keys(epk).length !== 3) return undefined;
  if (epk.kty !== 'OKP' || epk.crv !== 'X25519' || typeof epk.x !== 'string') return undefined;
  return decodeBase64url(epk.x)?.length === PUBLIC_VALUE_BYTES ? epk.x : undefined;
}

/** Seven members, or eight with a session; which of the two is also what `cty` says. */
function sessionOf(
  header: Record<string, unknown>,
  kind: SealedKind,
): Pick<SealHeader, 'session'> | undefined {
  const { typ, cty, session } = header;
  if (typ !== JWE_TYPES[kind]) return undefined;
  const members = Object.keys(header).length;
  if (cty === JWS_TYPES[kind]) return members === 7 ? {} : undefined;
  if (cty !== SESSION_CONTENT_TYPES[kind] || members !== 8) return undefined;
  return typeof session === 'string' ? { session } : undefined;
}

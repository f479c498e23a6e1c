import { createSigningRequest, generatePrivateKey } from '@portero/identities';
import {
  ENROLMENT_PATHS,
  enrolmentAnswerSchema,
  generateSigningKey,
  parseEnrolmentToken,
} from '@portero/protocol';
import { parseEdgeBundle } from '../edge-bundle.ts';
import { EdgeError } from '../edge-error.ts';
import { readRawBundle, writeBundle } from './bundle-store.ts';
import { type Answer, askCoordinator } from './coordinator-link.ts';
import { checkedCertificate } from './own-certificate.ts';
import { fetchAuthority } from './pinned-authority.ts';

export interface EnrolOptions {
  token: string;
  /** `https://coordinator:port` */
  url: URL;
  /** Where the bundle is written. */
  file: string;
}

export interface EnrolledDevice {
  address: string;
  brokerUrl: string;
  doors: string[];
}

/** The request is signed before the device knows its place, which the token decides. */
const UNNAMED = { role: 'coordinator', name: 'device' } as const;

/**
 * Gets this device its identity for a token, and writes the bundle. Both private keys are made here and leave the device
 * in no form; the token is shown to nobody but the coordinator whose authority it names.
 *
 * What an earlier bundle of the same place says of its doors, the camera for one, stays.
 *
 * @throws {EdgeError} TOKEN_INVALID, COORDINATOR_UNTRUSTED, COORDINATOR_UNREACHABLE, ENROLMENT_REFUSED, BUNDLE_INVALID,
 * BUNDLE_UNWRITABLE
 */
export async function enrolDevice({ token: text, url, file }: EnrolOptions): Promise<EnrolledDevice> {
  const token = parseEnrolmentToken(text);
  if (!token) {
    throw new EdgeError(
      'TOKEN_INVALID',
      'The token is incomplete or mistyped. Copy the whole word that "portero edge provision PLACE --token" printed.',
    );
  }
  const ca = await fetchAuthority(url, token.authority);
  const [key, { privateJwk, publicJwk }] = await Promise.all([generatePrivateKey(), generateSigningKey()]);
  const request = await createSigningRequest(UNNAMED, key);
  const question = { token: text, request, signingKey: publicJwk };
  const answer = await askCoordinator(new URL(ENROLMENT_PATHS.enrol, url), question, { ca });
  const { certificate, bundle: given } = readAnswer(answer);
  const cert = checkedCertificate(certificate, { ca, key, address: given.address });
  const bundle = {
    ...given,
    doors: withEarlierSettings(given.doors, await readRawBundle(file), given.address),
    tls: { ca, cert, key },
    enrolUrl: url.origin,
    signingKey: privateJwk,
  };
  // A place without doors yet is enrolled all the same; the agent will say what is missing.
  const checked =
    bundle.doors.length > 0 ? parseEdgeBundle(bundle, 'What the coordinator answered') : undefined;
  await writeBundle(file, bundle);
  return {
    address: given.address,
    brokerUrl: given.brokerUrl,
    doors: checked?.doors.map(({ door }) => door) ?? [],
  };
}

function readAnswer({ status, body }: Answer) {
  const parsed = enrolmentAnswerSchema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  throw refusal(status, body);
}

/** With what the coordinator says of it, as text only. */
export function refusal(status: number, body: unknown): EdgeError {
  const said = (body as { error?: unknown } | undefined)?.error;
  const reason = typeof said === 'string' ? said.slice(0, 300) : 'It gave no reason.';
  return new EdgeError('ENROLMENT_REFUSED', `The coordinator gives no certificate (${status}). ${reason}`, {
    context: { status },
  });
}

function withEarlierSettings(
  doors: unknown,
  earlier: Record<string, unknown> | undefined,
  address: string,
): Record<string, unknown>[] {
  const given = recordsOf(doors);
  const known = earlier?.address === address ? recordsOf(earlier.doors) : [];
  return given.map((entry) => ({ ...known.find(({ door }) => door === entry.door), ...entry }));
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  const isRecord = (one: unknown): one is Record<string, unknown> => typeof one === 'object' && one !== null;
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

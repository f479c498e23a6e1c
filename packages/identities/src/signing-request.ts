import { type DeviceIdentity, identityCommonName } from '@portero/protocol';
import { errorMessage } from '@portero/runtime';
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from './certificate-library.ts';
import { IdentityError } from './identity-error.ts';
import { type ProvenKey, readKeyPair, SIGNATURE } from './private-key.ts';

/** A request of ours has some 400 characters. */
const MAX_REQUEST_CHARS = 4_096;

/** A request (PKCS #10, RFC 2986) for a certificate, signed by the key that it is for, PEM. */
export async function createSigningRequest(identity: DeviceIdentity, privateKeyPem: string): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [identityCommonName(identity)] }],
    keys: await readKeyPair(privateKeyPem),
    signingAlgorithm: SIGNATURE,
  });
  return request.toString('pem');
}

/**
 * The key of a request, after its signature has been verified with it. The names that a request asks for are not
 * looked at: who gets a certificate is decided by what authorised the request.
 *
 * @throws {IdentityError} SIGNING_REQUEST_INVALID
 */
export async function readSigningRequest(pem: string): Promise<ProvenKey> {
  if (pem.length > MAX_REQUEST_CHARS) throw invalid('it is too long');
  let request: Pkcs10CertificateRequest;
  try {
    request = new Pkcs10CertificateRequest(pem);
  } catch (error) {
    throw invalid(`it cannot be read (${errorMessage(error)})`);
  }
  const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string };
  if (name !== SIGNATURE.name || namedCurve !== SIGNATURE.namedCurve) {
    throw invalid('its key is not on the curve P-256');
  }
  if (!(await verifies(request))) throw invalid('it is not signed by the key that it is for');
  return request.publicKey;
}

async function verifies(request: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false;
  }
}

function invalid(reason: string): IdentityError {
  return new IdentityError(
    'SIGNING_REQUEST_INVALID',
    `The request for a certificate is refused: ${reason}. Make it with "portero-edge enrol".`,
  );
}

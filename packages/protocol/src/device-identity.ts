import { type EdgeAddress, formatEdge, parseEdgeAddress, SLUG_PATTERN } from './address.ts';
import { ProtocolError } from './protocol-error.ts';

/** Who a certificate of the installation speaks for. */
export type DeviceIdentity =
  | { readonly role: 'edge'; readonly edge: EdgeAddress }
  | { readonly role: 'coordinator'; readonly name: string };

/** RFC 5280, appendix A.1, ub-common-name: brokers take the identity of a client from its common name. */
const MAX_COMMON_NAME = 64;

const EDGE_URI = 'portero://';
const COORDINATOR_URI = 'portero-coordinator://';

/**
 * `hq/main/lobby` of an edge, so that a broker's rule `portero/v1/%u/…` gives it the topics of its own place; one slug
 * of a coordinator, which no edge has, since theirs hold two slashes.
 *
 * @throws {ProtocolError} `ADDRESS_INVALID` when a part is no slug, or all of them are too long for a certificate
 */
export function identityCommonName(identity: DeviceIdentity): string {
  const name = identity.role === 'edge' ? formatEdge(identity.edge) : checkedSlug(identity.name);
  if (name.length <= MAX_COMMON_NAME) return name;
  throw new ProtocolError(
    'ADDRESS_INVALID',
    `"${name}" is longer than the ${MAX_COMMON_NAME} characters that a certificate can name. Choose shorter names for the site, the building or the edge.`,
    { context: { name } },
  );
}

/** The URI in the subject alternative name: `portero://hq/main/lobby`. @throws {ProtocolError} `ADDRESS_INVALID` */
export function identityUri(identity: DeviceIdentity): string {
  const name = identityCommonName(identity);
  return (identity.role === 'edge' ? EDGE_URI : COORDINATOR_URI) + name;
}

/** @returns undefined for a URI that is not exactly one of ours */
export function parseIdentityUri(uri: string): DeviceIdentity | undefined {
  const identity = uri.startsWith(EDGE_URI)
    ? edgeNamed(uri.slice(EDGE_URI.length))
    : uri.startsWith(COORDINATOR_URI)
      ? coordinatorNamed(uri.slice(COORDINATOR_URI.length))
      : undefined;
  return identity && identityUri(identity) === uri ? identity : undefined;
}

function edgeNamed(path: string): DeviceIdentity | undefined {
  if (path.length > MAX_COMMON_NAME) return undefined;
  try {
    return { role: 'edge', edge: parseEdgeAddress(path) };
  } catch {
    return undefined;
  }
}

function coordinatorNamed(name: string): DeviceIdentity | undefined {
  return SLUG_PATTERN.test(name) ? { role: 'coordinator', name } : undefined;
}

function checkedSlug(name: string): string {
  if (SLUG_PATTERN.test(name)) return name;
  throw new ProtocolError(
    'ADDRESS_INVALID',
    `"${name.slice(0, 80)}" is not the name of a coordinator: lower-case letters, digits and inner hyphens.`,
    { context: { name: name.slice(0, 80) } },
  );
}

/** What `node:crypto` says of a certificate. */
export interface CertificateNames {
  readonly subject: string;
  readonly subjectAltName?: string | undefined;
}

/**
 * Who a certificate of the installation speaks for: its subject is one common name, its alternative names are one URI,
 * and both say the same. Whatever else stands in either makes it nobody's, the names that `node:crypto` quotes because
 * of a comma or a control character included (CVE-2021-44532).
 *
 * It says nothing about who signed the certificate: that is for TLS to check, first.
 */
export function identityOfCertificate({
  subject,
  subjectAltName = '',
}: CertificateNames): DeviceIdentity | undefined {
  if (!subjectAltName.startsWith('URI:')) return undefined;
  const identity = parseIdentityUri(subjectAltName.slice('URI:'.length));
  return identity && subject === `CN=${identityCommonName(identity)}` ? identity : undefined;
}

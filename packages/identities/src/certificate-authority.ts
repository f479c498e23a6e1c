import { randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { type DeviceIdentity, identityCommonName, identityUri } from '@portero/protocol';
import { type Clock, errorMessage } from '@portero/runtime';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './certificate-library.ts';
import { IdentityError } from './identity-error.ts';
import { generatePrivateKey, type ProvenKey, readKeyPair, SIGNATURE } from './private-key.ts';
import { createRevocationList, type RevokedCertificate } from './revocation-list.ts';

const DAY_MS = 86_400_000;
export const DEVICE_LIFE_MS = 365 * DAY_MS;
export const SERVER_LIFE_MS = 365 * DAY_MS;
export const AUTHORITY_LIFE_MS = 3_650 * DAY_MS;
/** A device whose clock is slow still believes what was signed a moment ago. */
const BACKDATED_MS = 3_600_000;

/** Both in PEM. The private key can make a certificate for any device: it never leaves its machine. */
export interface AuthorityMaterial {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A new root: P-256, ten years, allowed to sign certificates of ends only. */
export async function createAuthority({ clock }: { clock: Clock }): Promise<AuthorityMaterial> {
  const privateKey = await generatePrivateKey();
  const keys = await readKeyPair(privateKey);
  const serialNumber = randomSerialNumber();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    // Its number keeps two installations apart in the list of a program that knows both.
    name: [{ CN: [`Portero ${serialNumber.slice(0, 8)}`] }],
    ...validity(clock, AUTHORITY_LIFE_MS),
    keys,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey };
}

/** Signs the certificates of one installation. It keeps no record of them: its caller does. */
export class CertificateAuthority {
  /** PEM; what every device of the installation believes, and nothing else. */
  readonly certificate: string;
  readonly #root: X509Certificate;
  readonly #signingKey: webcrypto.CryptoKey;
  readonly #clock: Clock;

  private constructor(root: X509Certificate, signingKey: webcrypto.CryptoKey, clock: Clock) {
    this.certificate = root.toString('pem');
    this.#root = root;
    this.#signingKey = signingKey;
    this.#clock = clock;
  }

  /** @throws {IdentityError} AUTHORITY_INVALID */
  static async open(material: AuthorityMaterial, { clock }: { clock: Clock }): Promise<CertificateAuthority> {
    try {
      const root = new X509Certificate(material.certificate);
      const { privateKey, publicKey } = await readKeyPair(material.privateKey);
      if (!(await root.verify({ publicKey, signatureOnly: true }))) throw new Error('they are not a pair');
      return new CertificateAuthority(root, privateKey, clock);
    } catch (error) {
      throw new IdentityError(
        'AUTHORITY_INVALID',
        `The key and the certificate of the authority cannot be used: ${errorMessage(error)}. Restore both from a copy; with new ones every device must be provisioned again.`,
      );
    }
  }

  /** For a client. @returns PEM @throws {IdentityError} AUTHORITY_EXPIRED, {ProtocolError} ADDRESS_INVALID */
  issueDevice(identity: DeviceIdentity, publicKey: ProvenKey): Promise<string> {
    return this.#issue({
      commonName: identityCommonName(identity),
      names: [{ type: 'url', value: identityUri(identity) }],
      usage: ExtendedKeyUsage.clientAuth,
      lifeMs: DEVICE_LIFE_MS,
      publicKey,
    });
  }

  /**
   * For a server. It cannot be used as a client's, nor a device's as a server's.
   *
   * @param hosts host names and addresses under which clients find it
   * @returns PEM
   * @throws {IdentityError} HOST_NAME_INVALID, AUTHORITY_EXPIRED
   */
  async issueServer(hosts: readonly string[], publicKey: ProvenKey): Promise<string> {
    const names = hosts.map(hostName);
    if (names.length === 0) throw badHost('', 'there is none');
    return this.#issue({
      commonName: 'portero-server',
      names,
      usage: ExtendedKeyUsage.serverAuth,
      lifeMs: SERVER_LIFE_MS,
      publicKey,
    });
  }

  /** The list of revoked certificates, PEM. @param lifeMs after which a broker that has no newer one refuses everybody */
  revocationList(revoked: readonly RevokedCertificate[], { lifeMs }: { lifeMs: number }): Promise<string> {
    return createRevocationList(revoked, {
      root: this.#root,
      signingKey: this.#signingKey,
      now: new Date(this.#clock.now()),
      lifeMs,
    });
  }

  async #issue(wanted: {
    commonName: string;
    names: JsonGeneralName[];
    usage: ExtendedKeyUsage;
    lifeMs: number;
    publicKey: ProvenKey;
  }): Promise<string> {
    const { notBefore, notAfter } = validity(this.#clock, wanted.lifeMs);
    if (this.#root.notAfter.getTime() <= this.#clock.now()) throw expired(this.#root.notAfter);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: randomSerialNumber(),
      issuer: this.#root.subject,
      subject: [{ CN: [wanted.commonName] }],
      notBefore,
      notAfter: new Date(Math.min(notAfter.getTime(), this.#root.notAfter.getTime())),
      signingAlgorithm: SIGNATURE,
      publicKey: wanted.publicKey,
      signingKey: this.#signingKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([wanted.usage], true),
        new SubjectAlternativeNameExtension(wanted.names),
        await SubjectKeyIdentifierExtension.create(wanted.publicKey),
        await AuthorityKeyIdentifierExtension.create(this.#root),
      ],
    });
    return certificate.toString('pem');
  }
}

function validity(clock: Clock, lifeMs: number): { notBefore: Date; notAfter: Date } {
  const nowMs = clock.now();
  return { notBefore: new Date(nowMs - BACKDATED_MS), notAfter: new Date(nowMs + lifeMs) };
}

/** RFC 5280, section 4.1.2.2: positive, at most 20 octets; 120 of these bits are unpredictable. */
function randomSerialNumber(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}

function hostName(host: string): JsonGeneralName {
  if (isIP(host) !== 0) return { type: 'ip', value: host };
  if (/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i.test(host)) {
    return { type: 'dns', value: host };
  }
  throw badHost(host, 'it is neither a host name nor an address');
}

function badHost(host: string, reason: string): IdentityError {
  return new IdentityError(
    'HOST_NAME_INVALID',
    `A server's certificate cannot name "${host}": ${reason}. Give the name or address that devices connect to.`,
    { context: { host } },
  );
}

function expired(notAfter: Date): IdentityError {
  return new IdentityError(
    'AUTHORITY_EXPIRED',
    `The authority of this installation ran out on ${notAfter.toISOString()}. Remove keys/ca from the data directory and provision every device again.`,
  );
}

import { join } from 'node:path';
import {
  CertificateAuthority,
  generatePrivateKey,
  type ProvenKey,
  publicKeyOf,
  readCertificate,
  SERVER_LIFE_MS,
} from '@portero/identities';
import { type DeviceIdentity, type EdgeAddress, formatEdge, identityCommonName } from '@portero/protocol';
import { type Clock, type Logger, systemClock } from '@portero/runtime';
import { authorityFolder, hasAuthority, loadAuthority } from './authority-files.ts';
import { type IssuedCertificate, IssuedCertificates } from './issued-certificates.ts';
import { type CertificatePair, keptPair } from './kept-pair.ts';

export interface InstallationAuthorityDeps {
  logger: Logger;
  clock?: Clock;
}

/**
 * The authority of this installation with its record: who has which certificate, and who has one no more.
 * It lies in the data directory of the coordinator, and only there.
 */
export class InstallationAuthority {
  readonly #folder: string;
  readonly #authority: CertificateAuthority;
  readonly #issued: IssuedCertificates;
  readonly #clock: Clock;
  readonly #logger: Logger;

  private constructor(folder: string, authority: CertificateAuthority, clock: Clock, logger: Logger) {
    this.#folder = folder;
    this.#authority = authority;
    this.#issued = new IssuedCertificates({ folder: join(folder, 'issued') });
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Makes the authority if there is none yet. @throws {CoordinatorError}, {IdentityError} AUTHORITY_INVALID */
  static async open(
    { dataDir }: { dataDir: string },
    { logger, clock = systemClock }: InstallationAuthorityDeps,
  ): Promise<InstallationAuthority> {
    const material = await loadAuthority({ dataDir }, { clock, logger });
    const authority = await CertificateAuthority.open(material, { clock });
    return new InstallationAuthority(authorityFolder(dataDir), authority, clock, logger);
  }

  /** The one there is, without making any. */
  static async find(
    { dataDir }: { dataDir: string },
    deps: InstallationAuthorityDeps,
  ): Promise<InstallationAuthority | undefined> {
    return (await hasAuthority(dataDir)) ? InstallationAuthority.open({ dataDir }, deps) : undefined;
  }

  /** PEM */
  get certificate(): string {
    return this.#authority.certificate;
  }

  /** SHA-256 of the certificate, lower-case hexadecimal digits. */
  get fingerprint(): string {
    return readCertificate(this.certificate).fingerprint;
  }

  issueEdge(edge: EdgeAddress, publicKey: ProvenKey): Promise<string> {
    return this.#issueDevice({ role: 'edge', edge }, publicKey);
  }

  /** Of a coordinator of that name, kept beside the authority. */
  coordinatorPair(name: string): Promise<CertificatePair> {
    return this.#kept(`coordinator-${name}`, [name], async (key) =>
      this.#issueDevice({ role: 'coordinator', name }, publicKeyOf(key)),
    );
  }

  /**
   * Of the servers of this machine, or of a broker of another make, for all names of theirs.
   *
   * @throws {IdentityError} HOST_NAME_INVALID
   */
  serverPair(hosts: readonly string[], of: 'server' | 'broker' = 'server'): Promise<CertificatePair> {
    return this.#kept(of, hosts, async (key) => {
      const certificate = await this.#authority.issueServer(hosts, publicKeyOf(key));
      return this.#record('server', of, certificate);
    });
  }

  /**
   * Every certificate of the edge, but those with the numbers that are spared.
   *
   * @returns how many counted until now
   */
  async revokeEdge(edge: EdgeAddress, { spare = [] }: { spare?: readonly string[] } = {}): Promise<number> {
    const commonName = formatEdge(edge);
    const isToGo = (one: IssuedCertificate) =>
      one.kind === 'edge' && one.commonName === commonName && !spare.includes(one.serialNumber);
    const count = await this.#issued.revoke(isToGo, new Date(this.#clock.now()));
    if (count > 0) this.#logger.warn({ edge: commonName, certificates: count }, 'certificates revoked');
    return count;
  }

  async isCurrent(serialNumber: string): Promise<boolean> {
    const issued = await this.#issued.find(serialNumber);
    return issued !== undefined && this.#counts(issued);
  }

  /** Those that count: neither revoked nor run out. */
  async current(): Promise<IssuedCertificate[]> {
    return (await this.#issued.list()).filter((issued) => this.#counts(issued));
  }

  /** Edges all of whose certificates have been revoked or have run out. */
  async edgesWithout(): Promise<string[]> {
    const edges = (await this.#issued.list()).filter(({ kind }) => kind === 'edge');
    const counting = new Set(edges.filter((one) => this.#counts(one)).map(({ commonName }) => commonName));
    return [...new Set(edges.map(({ commonName }) => commonName))]
      .filter((name) => !counting.has(name))
      .sort();
  }

  /** As of now, PEM. It has to be replaced within a year, like the certificate of the server that reads it. */
  async revocationList(): Promise<string> {
    const revoked = (await this.#issued.list()).flatMap(({ serialNumber, revokedAt, notAfter }) =>
      // One that has run out is refused for that (RFC 5280, section 3.3).
      revokedAt && notAfter.getTime() > this.#clock.now() ? [{ serialNumber, revokedAt }] : [],
    );
    return this.#authority.revocationList(revoked, { lifeMs: SERVER_LIFE_MS });
  }

  #counts({ revokedAt, notAfter }: IssuedCertificate): boolean {
    return revokedAt === undefined && notAfter.getTime() > this.#clock.now();
  }

  async #issueDevice(identity: DeviceIdentity, publicKey: ProvenKey): Promise<string> {
    const certificate = await this.#authority.issueDevice(identity, publicKey);
    return this.#record(identity.role, identityCommonName(identity), certificate);
  }

  /** Before it is handed out: a certificate without a record counts nowhere and could not be revoked. */
  async #record(kind: IssuedCertificate['kind'], commonName: string, certificate: string): Promise<string> {
    const { serialNumber, notAfter } = readCertificate(certificate);
    await this.#issued.add({ serialNumber, kind, commonName, notAfter });
    this.#logger.info({ kind, commonName, serialNumber, notAfter }, 'certificate issued');
    return certificate;
  }

  #kept(
    name: string,
    purposes: readonly string[],
    issue: (privateKey: string) => Promise<string>,
  ): Promise<CertificatePair> {
    return keptPair(
      { file: join(this.#folder, `${name}.json`), purposes },
      {
        clock: this.#clock,
        isCurrent: (serialNumber) => this.isCurrent(serialNumber),
        issue: async () => {
          const key = await generatePrivateKey();
          return { cert: await issue(key), key };
        },
      },
    );
  }
}

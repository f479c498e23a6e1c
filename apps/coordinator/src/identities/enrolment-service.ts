import { join } from 'node:path';
import { readCertificate, readSigningRequest } from '@portero/identities';
import {
  type EdgeAddress,
  type EdgePath,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  formatEdge,
  parseEdgeAddress,
  parseEnrolmentToken,
  type RenewalAnswer,
} from '@portero/protocol';
import type { Roster } from '@portero/roster';
import type { Clock, Logger } from '@portero/runtime';
import { AttemptLimit } from '../attempt-limit.ts';
import { BrokerAccounts, edgeUsername } from '../broker-accounts.ts';
import { bundleContents } from '../bundle-contents.ts';
import { authorityFolder } from './authority-files.ts';
import { EnrolmentTokens } from './enrolment-tokens.ts';
import type { InstallationAuthority } from './installation-authority.ts';

const DAY_MS = 86_400_000;
/** A device that keeps asking would fill the list of revoked certificates. */
const RENEWALS_A_DAY = 5;

export interface EnrolmentServiceDeps {
  authority: InstallationAuthority;
  roster: Pick<Roster, 'places'>;
  dataDir: string;
  clock: Clock;
  logger: Logger;
}

/** Why a device gets nothing. What it is told is the same for all reasons of a kind. */
export type EnrolmentRefusal = 'token' | 'revoked_key' | 'not_current' | 'too_often';

export type EnrolmentOutcome<Answer> = { ok: true; answer: Answer } | { ok: false; reason: EnrolmentRefusal };

/** The tokens of an installation, which the command line issues and the coordinator takes. */
export function enrolmentTokens(dataDir: string, { clock }: { clock: Clock }): EnrolmentTokens {
  return new EnrolmentTokens({ folder: join(authorityFolder(dataDir), 'tokens') }, { clock });
}

/** Gives devices their certificates. Who asks has been authenticated by nothing but what is checked here. */
export class EnrolmentService {
  readonly #deps: EnrolmentServiceDeps;
  readonly #tokens: EnrolmentTokens;
  readonly #renewals: AttemptLimit;

  constructor(deps: EnrolmentServiceDeps) {
    this.#deps = deps;
    this.#tokens = enrolmentTokens(deps.dataDir, deps);
    this.#renewals = new AttemptLimit({ max: RENEWALS_A_DAY, windowMs: DAY_MS }, deps);
  }

  /** @throws {IdentityError} SIGNING_REQUEST_INVALID, before the token is used up */
  async enrol({
    token: text,
    request,
    signingKey,
  }: EnrolmentRequest): Promise<EnrolmentOutcome<EnrolmentAnswer>> {
    const { authority, roster, dataDir, logger } = this.#deps;
    const publicKey = await readSigningRequest(request);
    const token = parseEnrolmentToken(text);
    const grant = token && (await this.#tokens.take(token));
    if (!grant) return this.#refuse('token');
    const edge = parseEdgeAddress(grant.address);
    const address = formatEdge(edge);
    const row = (await roster.places.findEdge(address)) ?? (await roster.places.addEdge(address));
    if (row.revokedAt && row.publicJwk?.x === signingKey.x) return this.#refuse('revoked_key', address);
    const certificate = await authority.issueEdge(edge, publicKey);
    await roster.places.setEdgeKey(address, { ...signingKey });
    await this.#supersede(edge, [certificate]);
    await new BrokerAccounts({ dataDir }).revoke(edgeUsername(edge));
    logger.info({ edge: address }, 'a device has enrolled');
    const bundle = { ...(await bundleContents(this.#deps, address)), brokerUrl: grant.brokerUrl };
    return { ok: true, answer: { certificate, authority: authority.certificate, bundle } };
  }

  /**
   * A new certificate for the device that shows `current`, which keeps its old one until it renews again: the answer may
   * be lost. All others of its name are revoked, so that two devices with one identity come into each other's way.
   *
   * @throws {IdentityError} SIGNING_REQUEST_INVALID
   */
  async renew(request: string, current: string): Promise<EnrolmentOutcome<RenewalAnswer>> {
    const { authority, roster } = this.#deps;
    const { identity, serialNumber } = readCertificate(current);
    if (identity?.role !== 'edge') return this.#refuse('not_current');
    const address = formatEdge(identity.edge);
    const row = await roster.places.findEdge(address);
    if (!row || row.revokedAt || !(await authority.isCurrent(serialNumber))) {
      return this.#refuse('not_current', address);
    }
    if (!this.#renewals.allows(address)) return this.#refuse('too_often', address);
    const certificate = await authority.issueEdge(identity.edge, await readSigningRequest(request));
    await this.#supersede(identity.edge, [certificate, current]);
    this.#deps.logger.info({ edge: address }, 'a device has renewed its certificate');
    return { ok: true, answer: { certificate, authority: authority.certificate } };
  }

  async #supersede(edge: EdgeAddress, spared: readonly string[]): Promise<void> {
    const spare = spared.map((certificate) => readCertificate(certificate).serialNumber);
    await this.#deps.authority.revokeEdge(edge, { spare });
  }

  #refuse(reason: EnrolmentRefusal, edge?: EdgePath): { ok: false; reason: EnrolmentRefusal } {
    this.#deps.logger.warn({ edge, reason }, 'a device was refused a certificate');
    return { ok: false, reason };
  }
}

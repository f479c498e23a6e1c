import { type EdgeAddress, formatEdge } from '@portero/protocol';
import type { Roster } from '@portero/roster';
import { type Clock, type Logger, systemClock } from '@portero/runtime';
import { BrokerAccounts, edgeUsername } from '../broker-accounts.ts';
import { enrolmentTokens } from './enrolment-service.ts';
import { InstallationAuthority } from './installation-authority.ts';

export interface RevokedEdge {
  /** Certificates that counted until now. */
  certificates: number;
  /** Tokens that were waiting for the device. */
  tokens: number;
  revokedAt: Date;
}

/**
 * Takes an edge's identity away: certificates, broker account, tokens and signing key. A coordinator that is running
 * hears of it from the roster, ends the edge's connection and believes nothing more that it signed.
 *
 * Files first, so that whoever hears of the change finds them as they are to be. Idempotent.
 *
 * @throws {RosterError} NOT_FOUND
 */
export async function revokeEdge(
  deps: { roster: Pick<Roster, 'places'>; dataDir: string; logger: Logger; clock?: Clock },
  edge: EdgeAddress,
): Promise<RevokedEdge> {
  const { roster, dataDir, logger, clock = systemClock } = deps;
  const address = formatEdge(edge);
  const authority = await InstallationAuthority.find({ dataDir }, { logger, clock });
  const certificates = (await authority?.revokeEdge(edge)) ?? 0;
  const tokens = await enrolmentTokens(dataDir, { clock }).withdraw(address);
  await new BrokerAccounts({ dataDir }).revoke(edgeUsername(edge));
  const { revokedAt } = await roster.places.revokeEdgeKey(address);
  logger.warn({ edge: address, certificates, tokens }, 'edge revoked');
  return { certificates, tokens, revokedAt: revokedAt ?? new Date(clock.now()) };
}

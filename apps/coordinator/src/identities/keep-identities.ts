import type { Roster } from '@portero/roster';
import { type Clock, type Logger, type Registry, StopStack } from '@portero/runtime';
import type { CoordinatorConfig } from '../config.ts';
import type { EmbeddedBroker } from '../embedded-broker.ts';
import { type EnrolmentServer, startEnrolmentServer } from './enrolment-server.ts';
import { EnrolmentService } from './enrolment-service.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import type { InstallationAuthority } from './installation-authority.ts';
import { ownServerNames } from './server-names.ts';
import { startUpkeep } from './upkeep.ts';

/** Certificates are renewed in months, and a revocation is heard of through the roster; this is for what both miss. */
const INTERVAL_MS = 60_000;

interface KeepIdentitiesDeps {
  broker: EmbeddedBroker;
  roster: Roster;
  /** Absent where nothing here needs certificates. */
  authority: InstallationAuthority | undefined;
  clock: Clock;
  logger: Logger;
  registry: Registry;
}

export interface KeptIdentities {
  /** Where devices enrol. */
  enrolUrl?: string;
  stop(): Promise<void>;
}

/**
 * Serves enrolment, and keeps broker, lists and certificates as the record of the authority says. Where that cannot begin, as
 * when the database is closed meanwhile, nothing of it goes on.
 */
export async function keepIdentities(
  config: Readonly<CoordinatorConfig>,
  deps: KeepIdentitiesDeps,
): Promise<KeptIdentities> {
  const stops = new StopStack(deps.logger);
  try {
    return await begin(config, deps, stops);
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

async function begin(
  config: Readonly<CoordinatorConfig>,
  { broker, roster, authority, clock, logger, registry }: KeepIdentitiesDeps,
  stops: StopStack,
): Promise<KeptIdentities> {
  const watch = authority && new ExpiryWatch(authority, { clock, logger, registry });
  const tlsNow = async (from: InstallationAuthority) => ({
    ca: from.certificate,
    crl: await from.revocationList(),
    ...(await from.serverPair(ownServerNames(config))),
  });
  let server: EnrolmentServer | undefined;
  if (authority && config.enrolPort !== undefined) {
    const service = new EnrolmentService({ authority, roster, dataDir: config.dataDir, clock, logger });
    server = await startEnrolmentServer(
      { host: config.enrolHost, port: config.enrolPort, tls: await tlsNow(authority) },
      { service, clock, logger },
    );
    stops.add('enrolment server', server.stop);
    logger.info({ url: server.url, authority: authority.fingerprint }, 'devices may enrol');
  }
  const upkeep = startUpkeep(
    async () => {
      await broker.refresh();
      if (authority) server?.useTls(await tlsNow(authority));
      await watch?.look();
    },
    { intervalMs: INTERVAL_MS, logger },
  );
  stops.add('upkeep of identities', upkeep.stop);
  const unfollow = await roster.changes.follow(
    { afterSeq: await roster.changes.latestSeq() },
    async (changes) => {
      if (changes.some(({ kind }) => kind === 'place')) upkeep.soon();
    },
  );
  stops.add('changes of edges', unfollow);
  upkeep.soon();
  return { ...(server && { enrolUrl: server.url }), stop: () => stops.stop() };
}

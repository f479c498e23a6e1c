import { isLoopbackHost } from '@portero/bus';
import { importVerifier, type PublicSigningJwk } from '@portero/protocol';
import type { Roster } from '@portero/roster';
import { type Clock, type Logger, StopStack } from '@portero/runtime';
import type { CoordinatorConfig } from '../config.ts';
import type { InstallationAuthority } from '../identities/installation-authority.ts';
import { ownServerNames } from '../identities/server-names.ts';
import { startUpkeep } from '../identities/upkeep.ts';
import { AuditVerifier } from './audit-verifier.ts';
import { API_PREFIX, API_VERSION, createApi } from './create-api.ts';

/** Certificates are renewed in months. */
const RENEWAL_CHECK_MS = 60_000;

export interface StartApiDeps {
  roster: Roster;
  /** Of the coordinator's key: what the audit log is verified with. */
  publicJwk: PublicSigningJwk;
  /** Asked for where there has to be TLS. */
  authority(): Promise<InstallationAuthority>;
  isHealthy(): Promise<boolean>;
  clock: Clock;
  logger: Logger;
}

export interface RunningApi {
  /** With the prefix, without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Whether passwords and tokens would cross a network: then there is TLS, and no way to do without. */
export function apiNeedsTls({ apiHost, apiTls }: Pick<CoordinatorConfig, 'apiHost' | 'apiTls'>): boolean {
  return apiTls === 'on' || !isLoopbackHost(apiHost);
}

/** Serves the API, if there is a port for it. */
export async function startApi(
  config: Readonly<CoordinatorConfig>,
  { roster, publicJwk, authority, isHealthy, clock, logger }: StartApiDeps,
): Promise<RunningApi | undefined> {
  const { apiHost: host, apiPort: port } = config;
  if (port === undefined) return undefined;
  const stops = new StopStack(logger);
  const tlsNow = async () => {
    const from = await authority();
    return { ca: from.certificate, ...(await from.serverPair(ownServerNames(config))) };
  };
  const tls = apiNeedsTls(config) ? await tlsNow() : undefined;
  const keys = importVerifier([publicJwk]);
  const verifier = new AuditVerifier(config, { audit: roster.audit, keys, clock, logger });
  stops.add('verification of the audit log', () => verifier.stop());
  try {
    const api = await createApi(
      { ...config, version: API_VERSION, ...(tls && { tls }) },
      { roster, isHealthy, verifier, clock, logger },
    );
    stops.add('api', () => api.app.close());
    await api.app.listen({ host, port });
    if (tls) {
      const renewal = startUpkeep(async () => api.useTls(await tlsNow()), {
        intervalMs: RENEWAL_CHECK_MS,
        logger,
      });
      stops.add('certificate of the api', renewal.stop);
    }
    const bound = api.app.server.address();
    const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
    const name = host.includes(':') ? `[${host}]` : host;
    const url = `${tls ? 'https' : 'http'}://${name}:${boundPort}${API_PREFIX}`;
    logger.info({ url, twoPersonActs: config.twoPersonActs }, 'api served');
    return { url, stop: () => stops.stop() };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

import type { CoordinatorConfig } from './config.ts';
import { serverNames } from './identities/server-names.ts';

type Settings = Pick<
  CoordinatorConfig,
  'edgeBrokerUrl' | 'mqttUrl' | 'brokerTransport' | 'brokerHost' | 'brokerPort' | 'serverNames'
>;

/**
 * What an edge on another machine is told to connect to, unless somebody says it.
 *
 * @returns undefined when the broker cannot be reached from another machine, or not safely
 */
export function edgeBrokerUrl(config: Readonly<Settings>): string | undefined {
  const { mqttUrl } = config;
  if (config.edgeBrokerUrl !== undefined) return config.edgeBrokerUrl;
  if (mqttUrl !== undefined) {
    const { protocol, host } = new URL(mqttUrl);
    return protocol === 'mqtts:' ? `mqtts://${host}` : undefined;
  }
  if (config.brokerTransport === 'plaintext') return undefined;
  return `mqtts://${firstName(config.brokerHost, config.serverNames)}:${config.brokerPort}`;
}

/** Where a device enrols and renews its certificate. @returns undefined when that is not served */
export function enrolmentUrl({
  enrolHost,
  enrolPort,
  serverNames: added,
}: Readonly<Pick<CoordinatorConfig, 'enrolHost' | 'enrolPort' | 'serverNames'>>): string | undefined {
  return enrolPort === undefined ? undefined : `https://${firstName(enrolHost, added)}:${enrolPort}`;
}

function firstName(host: string, added: readonly string[]): string | undefined {
  const [name] = serverNames([host], added);
  return name?.includes(':') ? `[${name}]` : name;
}

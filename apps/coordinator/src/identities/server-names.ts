import { hostname, networkInterfaces } from 'node:os';
import type { CoordinatorConfig } from '../config.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const EVERY_ADDRESS = new Set(['0.0.0.0', '::', '']);
const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;

/**
 * Every name under which the servers of this machine may be found: what they listen on, or, if that is every address,
 * the machine's own, and whatever the installer adds.
 */
export function serverNames(listensOn: readonly string[], added: readonly string[]): string[] {
  const everywhere = listensOn.some((host) => EVERY_ADDRESS.has(host));
  const own = everywhere ? [hostname(), ...addresses()] : [];
  const named = listensOn.filter((host) => !EVERY_ADDRESS.has(host));
  return [...new Set([...added, ...named, ...own.filter(isNameable), ...LOOPBACK])];
}

/** Those of the broker, of enrolment and of the API, which share a certificate. */
export function ownServerNames({
  brokerHost,
  enrolHost,
  enrolPort,
  apiHost,
  apiPort,
  serverNames: added,
}: Readonly<
  Pick<CoordinatorConfig, 'brokerHost' | 'enrolHost' | 'enrolPort' | 'apiHost' | 'apiPort' | 'serverNames'>
>): string[] {
  const enrolment = enrolPort === undefined ? [] : [enrolHost];
  const api = apiPort === undefined ? [] : [apiHost];
  return serverNames([brokerHost, ...enrolment, ...api], added);
}

function addresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ internal }) => !internal).map(({ address }) => address),
  );
}

/** Machines may have names with underscores, and addresses with a zone, which no certificate can hold. */
function isNameable(name: string): boolean {
  return HOST_NAME.test(name) || (name.includes(':') && !name.includes('%'));
}

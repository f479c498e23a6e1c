import {
  type BrokerAccount,
  hashPassword,
  mosquittoAcl,
  mosquittoConfig,
  mosquittoPasswordLine,
  startBroker,
} from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { freePort, startMosquitto } from '@portero/testkit';

/** A broker with accounts for everyone in `PASSWORDS`, as the contract suite needs it. */
export interface RunningBroker {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export type StartBroker = (options: { port?: number; rules: 'house' | 'open' }) => Promise<RunningBroker>;

const LOBBY = { site: 'hq', building: 'main', edge: 'lobby' };

const IDENTITIES = [
  { username: 'coordinator', role: 'coordinator' },
  { username: 'observer', role: 'observer' },
  { username: 'lobby', role: 'edge', edge: LOBBY },
  { username: 'garage', role: 'edge', edge: { ...LOBBY, edge: 'garage' } },
  { username: 'front-lock', role: 'lock', door: { ...LOBBY, door: 'front' } },
] as const;

export type Username = (typeof IDENTITIES)[number]['username'];

export function passwordOf(username: Username): string {
  return `password of ${username}`;
}

let hashed: Promise<BrokerAccount[]> | undefined;

function accounts(): Promise<BrokerAccount[]> {
  hashed ??= Promise.all(
    IDENTITIES.map(async (identity) => ({
      ...identity,
      passwordHash: await hashPassword(passwordOf(identity.username)),
    })),
  );
  return hashed;
}

export const startEmbedded: StartBroker = async ({ port = 0, rules }) => {
  const open = { mayPublish: () => true, maySubscribe: () => true };
  return startBroker(
    { port, accounts: await accounts() },
    { logger: silentLogger(), ...(rules === 'open' ? { authorise: open } : {}) },
  );
};

export const startRealMosquitto: StartBroker = async ({ port, rules }) => {
  const passwords = await Promise.all(
    IDENTITIES.map(({ username }) => mosquittoPasswordLine(username, passwordOf(username))),
  );
  const everything = IDENTITIES.map(({ username }) => `user ${username}\ntopic readwrite #\n`).join('\n');
  const broker = await startMosquitto({
    port: port ?? (await freePort()),
    config: mosquittoConfig({ aclFile: '{folder}/acl', passwordFile: '{folder}/passwords' }),
    files: { acl: rules === 'open' ? everything : mosquittoAcl(IDENTITIES), passwords: passwords.join('') },
  });
  if (!broker) throw new Error('mosquitto is not installed.');
  return broker;
};

import { createHash, timingSafeEqual } from 'node:crypto';
import { type Broker, type BrokerIdentity, generatePassword, startBroker } from '@portero/bus';
import type { Logger } from '@portero/runtime';
import { BrokerAccounts } from './broker-accounts.ts';

export interface EmbeddedBrokerOptions {
  dataDir: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
}

export interface EmbeddedBroker {
  broker: Broker;
  /** Of the coordinator in this process; new at each start and written nowhere. */
  credentials: { username: string; password: string };
}

const COORDINATOR: BrokerIdentity = Object.freeze({ role: 'coordinator', username: 'coordinator' });

/** A broker in this process for the edges that have an account in `dataDir`, and for the coordinator beside it. */
export async function startEmbeddedBroker(
  { dataDir, host, port }: EmbeddedBrokerOptions,
  { logger }: { logger: Logger },
): Promise<EmbeddedBroker> {
  const accounts = new BrokerAccounts({ dataDir });
  const password = generatePassword();
  const broker = await startBroker(
    { host, port },
    {
      logger,
      authenticate: async (username, offered) => {
        if (username !== COORDINATOR.username) return accounts.authenticate(username, offered);
        return offered && isSame(offered, password) ? COORDINATOR : undefined;
      },
    },
  );
  return { broker, credentials: { username: COORDINATOR.username, password } };
}

/** In constant time, whatever the lengths. */
function isSame(offered: Buffer, expected: string): boolean {
  const digest = (value: Buffer | string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(offered), digest(expected));
}

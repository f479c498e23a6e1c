import { readFile } from 'node:fs/promises';
import { startBroker } from '@portero/bus';
import { createLogger } from '@portero/runtime';
import type { BrokerLogin } from './own-broker.ts';

// The embedded broker in a process of its own, for the accounts of a file. Prints its URL, runs until it is told to stop.

const [loginsFile = ''] = process.argv.slice(2);
const logins = JSON.parse(await readFile(loginsFile, 'utf8')) as BrokerLogin[];
const known = new Map(logins.map((login) => [login.identity.username, login]));
const broker = await startBroker(
  { port: 0 },
  {
    logger: createLogger({ name: 'bench broker', level: 'warn' }),
    authenticate: async (username, password) => {
      const login = username === undefined ? undefined : known.get(username);
      return login && login.password === password?.toString() ? login.identity : undefined;
    },
  },
);
process.once('SIGTERM', () => void broker.stop());
process.stdout.write(`${broker.url}\n`);

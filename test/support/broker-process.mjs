// An embedded broker in a process of its own, so that a test can kill it. Prints its URL, runs until killed.
import { startBroker } from '@portero/bus';
import { silentLogger } from '@portero/runtime';

const [port, accountsJson] = process.argv.slice(2);
const accounts = JSON.parse(accountsJson);
const broker = await startBroker(
  { port: Number(port) },
  {
    logger: silentLogger(),
    authenticate: async (username, password) => {
      const account = accounts[username];
      return account?.password === password?.toString() ? { ...account.identity, username } : undefined;
    },
  },
);
console.log(broker.url);

import type { BrokerAccount, BrokerIdentity } from './broker-account.ts';
import { hashPassword, verifyPassword } from './password.ts';

/** @returns who it is, or undefined to refuse the connection */
export type Authenticate = (
  username: string | undefined,
  password: Buffer | undefined,
) => Promise<BrokerIdentity | undefined>;

export type AccountSource =
  | readonly BrokerAccount[]
  | (() => readonly BrokerAccount[] | Promise<readonly BrokerAccount[]>);

/**
 * Knows a client by username and password. An unknown username takes as long as a wrong password, so that the time of the
 * answer does not tell which usernames exist.
 */
export function accountAuthenticator(accounts: AccountSource): Authenticate {
  let decoy: Promise<string> | undefined;
  return async (username, password) => {
    if (username === undefined || password === undefined) return undefined;
    const all = typeof accounts === 'function' ? await accounts() : accounts;
    const account = all.find((candidate) => candidate.username === username);
    decoy ??= hashPassword('');
    const correct = await verifyPassword(password, account?.passwordHash ?? (await decoy));
    return account && correct ? identityOf(account) : undefined;
  };
}

function identityOf(account: BrokerAccount): BrokerIdentity {
  const { passwordHash: _, ...identity } = account;
  return identity;
}

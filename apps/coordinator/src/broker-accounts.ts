import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Authenticate,
  type BrokerAccount,
  type BrokerIdentity,
  brokerAccountSchema,
  generatePassword,
  hashPassword,
  verifyPassword,
} from '@portero/bus';
import { type EdgeAddress, formatEdge } from '@portero/protocol';
import { ensurePrivateDirectory, errorMessage, readPrivateFile, replacePrivateFile } from '@portero/runtime';
import { CoordinatorError } from './coordinator-error.ts';
import { keysFolder } from './keys.ts';

/** Letters of slugs and the dot that joins them: never a path outside the folder. */
const FILE_SAFE_USERNAME = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}$/;

/** `edge.hq.main.lobby`: slugs have no dots, so no two edges share one. */
export function edgeUsername(edge: EdgeAddress): string {
  return `edge.${formatEdge(edge).replaceAll('/', '.')}`;
}

/**
 * The accounts of the embedded broker: one private file each in `<dataDir>/keys/broker-accounts`, holding a scrypt
 * hash. A file is read when its owner connects, so an edge provisioned by another process is known at once, and
 * removing the file revokes it.
 */
export class BrokerAccounts {
  readonly #folder: string;

  constructor({ dataDir }: { dataDir: string }) {
    this.#folder = join(keysFolder(dataDir), 'broker-accounts');
  }

  /** Writes the account with a new random password, replacing an earlier one. @returns the password, kept nowhere */
  async issue(identity: BrokerIdentity): Promise<string> {
    const password = generatePassword();
    const account: BrokerAccount = { ...identity, passwordHash: await hashPassword(password) };
    await ensurePrivateDirectory(this.#folder);
    await replacePrivateFile(this.#file(identity.username), `${JSON.stringify(account, null, 2)}\n`);
    return password;
  }

  async revoke(username: string): Promise<void> {
    await rm(this.#file(username), { force: true });
  }

  async find(username: string): Promise<BrokerAccount | undefined> {
    if (!FILE_SAFE_USERNAME.test(username)) return undefined;
    const file = this.#file(username);
    const content = await readPrivateFile(file);
    if (content === undefined) return undefined;
    try {
      const account = brokerAccountSchema.parse(JSON.parse(content));
      return account.username === username ? account : undefined;
    } catch (error) {
      throw new CoordinatorError(
        'KEY_FILE_INVALID',
        `The broker account ${file} cannot be used: ${errorMessage(error)}. Provision the edge again.`,
        { context: { file }, cause: error },
      );
    }
  }

  /** For `startBroker`: unknown users and wrong passwords are refused. */
  readonly authenticate: Authenticate = async (username, password) => {
    if (username === undefined || password === undefined) return undefined;
    const account = await this.find(username);
    if (!account || !(await verifyPassword(password, account.passwordHash))) return undefined;
    const { passwordHash: _, ...identity } = account;
    return identity;
  };

  #file(username: string): string {
    return join(this.#folder, `${username}.json`);
  }
}

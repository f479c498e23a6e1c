import type { Account, Roster } from '@portero/roster';
import { CliError } from '../cli-error.ts';

/** @throws {CliError} NOT_FOUND */
export async function requireAccount({ accounts }: Pick<Roster, 'accounts'>, name: string): Promise<Account> {
  const account = await accounts.findByName(name);
  if (account) return account;
  throw new CliError('NOT_FOUND', {
    what: `there is no account "${name}"`,
    fix: 'portero account list shows them.',
  });
}

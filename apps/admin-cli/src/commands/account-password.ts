import type { Account } from '@portero/roster';
import { readPassword } from '../accounts/read-password.ts';
import { requireAccount } from '../accounts/require-account.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { accountLine } from '../output/account.ts';
import { accountGroup } from './account-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AccountPasswordOptions {
  name: string;
}

export const accountPassword: CommandSpec<AccountPasswordOptions, Account> = {
  async handle({ name }, context) {
    const roster = await context.roster();
    const { id } = await requireAccount(roster, name);
    return roster.accounts.setPassword(
      id,
      await readPassword({ stdin: process.stdin, stderr: process.stderr, signal: context.signal }),
    );
  },
  render: (account) => `another password for ${accountLine(account)}; its sessions have ended`,
};

export const registerAccountPassword: Register = (program, run) => {
  accountGroup(program)
    .command('password <name>')
    .description('Give an account another password. Ends its sessions, and a lock-out.')
    .addHelpText(
      'after',
      examples(['portero account password ada', 'portero account password ada < password.txt']),
    )
    .action((name: string, _options, command) =>
      run(accountPassword, { ...given<AccountPasswordOptions>(command), name }),
    );
};

import type { Role } from '@portero/access';
import type { Account } from '@portero/roster';
import { readPassword } from '../accounts/read-password.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { accountLine } from '../output/account.ts';
import { accountGroup, roleOption } from './account-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AccountAddOptions {
  name: string;
  role: Role;
}

export const accountAdd: CommandSpec<AccountAddOptions, Account> = {
  async handle({ name, role }, context) {
    const password = await readPassword({
      stdin: process.stdin,
      stderr: process.stderr,
      signal: context.signal,
    });
    return (await context.roster()).accounts.add({ name, role, password });
  },
  render: (account) => `added ${accountLine(account)}`,
};

export const registerAccountAdd: Register = (program, run) => {
  accountGroup(program)
    .command('add <name>')
    .description('Add an account. Its password is asked for, or is the first line of standard input.')
    .addOption(roleOption('what it may do'))
    .addHelpText(
      'after',
      examples(
        [
          'portero account add ada --role administrator',
          'portero account add reception --role enroller < password.txt',
        ],
        'Only here an administrator is added by one person alone: whoever is at this command line has the database.',
      ),
    )
    .action((name: string, _options, command) =>
      run(accountAdd, { ...given<AccountAddOptions>(command), name }),
    );
};

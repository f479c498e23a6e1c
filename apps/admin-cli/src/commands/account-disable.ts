import type { Account } from '@portero/roster';
import { requireAccount } from '../accounts/require-account.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { accountLine } from '../output/account.ts';
import { accountGroup } from './account-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AccountDisableOptions {
  name: string;
  undo?: boolean;
}

export const accountDisable: CommandSpec<AccountDisableOptions, Account> = {
  async handle({ name, undo = false }, context) {
    const roster = await context.roster();
    const { id } = await requireAccount(roster, name);
    return roster.accounts.setDisabled(id, !undo);
  },
  render: (account) => `${account.disabled ? 'disabled' : 'enabled'} ${accountLine(account)}`,
};

export const registerAccountDisable: Register = (program, run) => {
  accountGroup(program)
    .command('disable <name>')
    .description('End the sessions of an account and take neither its password nor its tokens any more.')
    .option('--undo', 'enable it again')
    .addHelpText('after', examples(['portero account disable eve', 'portero account disable eve --undo']))
    .action((name: string, _options, command) =>
      run(accountDisable, { ...given<AccountDisableOptions>(command), name }),
    );
};

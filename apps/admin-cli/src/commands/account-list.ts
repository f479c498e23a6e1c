import type { Account } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { accountsTable } from '../output/account.ts';
import { accountGroup } from './account-group.ts';
import { examples, given, type Register } from './register.ts';

export const accountList: CommandSpec<object, Account[]> = {
  async handle(_options, context) {
    return (await context.roster()).accounts.list();
  },
  render: accountsTable,
};

export const registerAccountList: Register = (program, run) => {
  accountGroup(program)
    .command('list')
    .description('List accounts.')
    .addHelpText('after', examples(['portero account list', 'portero account list --json']))
    .action((_options, command) => run(accountList, given<object>(command)));
};

import type { AccountToken } from '@portero/roster';
import { requireAccount } from '../accounts/require-account.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { tokensTable } from '../output/account.ts';
import { accountTokenGroup } from './account-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AccountTokenListOptions {
  account: string;
}

export const accountTokenList: CommandSpec<AccountTokenListOptions, AccountToken[]> = {
  async handle({ account }, context) {
    const roster = await context.roster();
    return roster.tokens.listForAccount((await requireAccount(roster, account)).id);
  },
  render: tokensTable,
};

export const registerAccountTokenList: Register = (program, run) => {
  accountTokenGroup(program)
    .command('list <account>')
    .description('List the tokens of an account, without their secrets.')
    .addHelpText('after', examples(['portero account token list ada']))
    .action((account: string, _options, command) =>
      run(accountTokenList, { ...given<AccountTokenListOptions>(command), account }),
    );
};

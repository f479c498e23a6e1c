import type { AccountToken } from '@portero/roster';
import { requireAccount } from '../accounts/require-account.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { accountTokenGroup } from './account-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AccountTokenRevokeOptions {
  account: string;
  name: string;
}

export const accountTokenRevoke: CommandSpec<AccountTokenRevokeOptions, AccountToken> = {
  async handle({ account, name }, context) {
    const roster = await context.roster();
    return roster.tokens.revoke((await requireAccount(roster, account)).id, name);
  },
  render: ({ name }) => `the token "${name}" counts no more`,
};

export const registerAccountTokenRevoke: Register = (program, run) => {
  accountTokenGroup(program)
    .command('revoke <account> <name>')
    .description('Take a token out of use, from the next request on.')
    .addHelpText('after', examples(['portero account token revoke ada payroll']))
    .action((account: string, name: string, _options, command) =>
      run(accountTokenRevoke, { ...given<AccountTokenRevokeOptions>(command), account, name }),
    );
};

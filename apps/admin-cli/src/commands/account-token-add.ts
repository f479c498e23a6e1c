import type { Role } from '@portero/access';
import type { AccountToken } from '@portero/roster';
import { requireAccount } from '../accounts/require-account.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { newTokenLines } from '../output/account.ts';
import { accountTokenGroup, roleOption } from './account-group.ts';
import { examples, given, type Register, wholeNumber } from './register.ts';

export interface AccountTokenAddOptions {
  account: string;
  name: string;
  role: Role;
  days: number;
}

export interface NewToken {
  token: AccountToken;
  secret: string;
}

const DAY_MS = 86_400_000;

export const accountTokenAdd: CommandSpec<AccountTokenAddOptions, NewToken> = {
  async handle({ account, name, role, days }, context) {
    const roster = await context.roster();
    const { id: accountId } = await requireAccount(roster, account);
    return roster.tokens.add({ accountId, name, role, expiresAt: new Date(Date.now() + days * DAY_MS) });
  },
  render: newTokenLines,
};

export const registerAccountTokenAdd: Register = (program, run) => {
  accountTokenGroup(program)
    .command('add <account> <name>')
    .description('Make a token of an account, and show it this once.')
    .addOption(roleOption('what it may do, as far as its account may'))
    .option('--days <n>', 'how long it counts', wholeNumber(1, 730), 90)
    .addHelpText(
      'after',
      examples([
        'portero account token add ada payroll --role enroller',
        'portero account token add ada dashboard --role viewer --days 365 --json',
      ]),
    )
    .action((account: string, name: string, _options, command) =>
      run(accountTokenAdd, { ...given<AccountTokenAddOptions>(command), account, name }),
    );
};

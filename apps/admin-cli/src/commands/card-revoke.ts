import type { Card } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { siteOrOnly } from '../roster/require.ts';
import { readToken } from './card-token.ts';
import { examples, given, group, type Register } from './register.ts';

export interface CardRevokeOptions {
  token: string;
  site?: string;
}

export const cardRevoke: CommandSpec<CardRevokeOptions, Card> = {
  async handle({ token, site }, context) {
    const roster = await context.roster();
    return roster.cards.revoke(await siteOrOnly(roster, site), await readToken(token));
  },
  render: (card) => `card ${card.id} of person ${card.personId} is ${card.status}`,
};

export const registerCardRevoke: Register = (program, run) => {
  group(program, 'card', 'cards that people carry')
    .command('revoke <token>')
    .description('Refuse a card from now on, at every door of the site.')
    .option('--site <site>', 'of the card, default: the only site there is')
    .addHelpText(
      'after',
      examples(
        ['portero card revoke 04A2247F', 'portero card revoke - --site hq < token.txt'],
        'A token of - is read from standard input.',
      ),
    )
    .action((token: string, _options, command) =>
      run(cardRevoke, { ...given<CardRevokeOptions>(command), token }),
    );
};

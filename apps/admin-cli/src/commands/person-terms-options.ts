import type { PersonKind, PersonTerms } from '@portero/roster';
import { type Command, Option } from 'commander';
import { moment } from './register.ts';

export interface PersonTermsOptions {
  kind?: PersonKind;
  from?: Date;
  until?: Date;
  /** The person needs one. */
  escort?: boolean;
  mayEscort?: boolean;
}

/** What a person is to the site, and for how long. */
export function termOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--kind <kind>', 'default: employee').choices(['employee', 'visitor', 'contractor']),
    )
    .option('--from <moment>', 'enters nothing before', moment)
    .option(
      '--until <moment>',
      'enters nothing from then on, whatever was granted; a visitor has an end',
      moment,
    )
    .option('--escort', 'a visitor or contractor who enters only together with an escort')
    .option('--may-escort', 'an employee who may be that escort');
}

export function termsOf({ kind, from, until, escort, mayEscort }: PersonTermsOptions): PersonTerms {
  return { kind, validFrom: from, validUntil: until, escorted: escort, mayEscort };
}

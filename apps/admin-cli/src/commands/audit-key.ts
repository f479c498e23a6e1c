import type { PublicSigningJwk } from '@portero/protocol';
import { ownPublicKey } from '../audit-log/trusted-keys.ts';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { auditGroup } from './audit-group.ts';
import { examples, given, type Register } from './register.ts';

export const auditKey: CommandSpec<GlobalOptions, PublicSigningJwk> = {
  async handle(_options, context) {
    const key = await ownPublicKey(context);
    if (key) return key;
    throw new CliError('NOT_FOUND', {
      what: `there is no key in ${context.dataDir} yet`,
      fix: 'It is made when a coordinator starts or something is changed; see --data.',
    });
  },
  render: (key) => JSON.stringify(key),
};

export const registerAuditKey: Register = (program, run) => {
  auditGroup(program)
    .command('key')
    .description('Print the public key that the log is signed with, to verify it with elsewhere.')
    .addHelpText('after', examples(['portero audit key > portero-public.json']))
    .action((_options, command) => run(auditKey, given<GlobalOptions>(command)));
};

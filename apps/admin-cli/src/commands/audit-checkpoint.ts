import type { MadeCheckpoint, RecededChain } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { ExitCode } from '../exit-codes.ts';
import { checkpointLines } from '../output/audit-checkpoint.ts';
import { auditGroup } from './audit-group.ts';
import { examples, given, type Register } from './register.ts';

export interface AuditCheckpointResult {
  checkpoints: MadeCheckpoint[];
  receded: RecededChain[];
  /** Where they were appended as well. */
  file: string;
}

export const auditCheckpoint: CommandSpec<GlobalOptions, AuditCheckpointResult> = {
  async handle(_options, context) {
    const { checkpointsFile, keepCheckpoints } = await import('@portero/coordinator');
    const roster = await context.roster();
    const { made, receded } = await roster.audit.checkpoint();
    await keepCheckpoints(context.dataDir, made);
    return { checkpoints: made, receded, file: checkpointsFile(context.dataDir) };
  },
  render: checkpointLines,
  exitCode: ({ receded }) => (receded.length > 0 ? ExitCode.findings : ExitCode.ok),
};

export const registerAuditCheckpoint: Register = (program, run) => {
  auditGroup(program)
    .command('checkpoint')
    .description('Sign how far the log has come, and print it, so that it can be kept elsewhere.')
    .addHelpText(
      'after',
      examples(
        [
          'portero audit checkpoint',
          'portero audit checkpoint --json | ssh vault "cat >> portero-checkpoints.jsonl"',
        ],
        'Coordinators do so by themselves. Whoever can change the database cannot cut off what a checkpoint that\n' +
          'lies elsewhere has signed without being found out: portero audit verify --checkpoints FILE.',
      ),
    )
    .action((_options, command) => run(auditCheckpoint, given<GlobalOptions>(command)));
};

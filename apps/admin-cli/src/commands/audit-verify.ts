import { type LogVerification, verifyLines } from '@portero/roster';
import { linesOf } from '../audit-log/read-lines.ts';
import { trustedKeys } from '../audit-log/trusted-keys.ts';
import { CliError, cannotRead } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { ExitCode } from '../exit-codes.ts';
import { verificationLines } from '../output/audit-verification.ts';
import type { Progress } from '../output/progress.ts';
import { auditGroup, keyOption } from './audit-group.ts';
import { collect, examples, given, type Register, wholeNumber } from './register.ts';

export interface AuditVerifyOptions {
  from?: number;
  file?: string;
  checkpoints: string[];
  key: string[];
}

async function checkpointsOf(files: readonly string[], context: CliContext, isOffline: boolean) {
  const { checkpointsFile, readCheckpoints } = await import('@portero/coordinator');
  const own = isOffline ? [] : await readCheckpoints(checkpointsFile(context.dataDir));
  const given = await Promise.all(
    files.map(async (file) => {
      const found = await readCheckpoints(file).catch((cause: unknown) => {
        throw cannotRead(`the checkpoints ${file}`, cause);
      });
      if (found.length > 0) return found;
      throw new CliError('NOT_FOUND', {
        what: `${file} holds no checkpoint`,
        fix: 'Give a copy of audit/checkpoints.jsonl, or lines with a checkpoint each.',
      });
    }),
  );
  return [...own, ...given.flat()];
}

export const auditVerify: CommandSpec<AuditVerifyOptions, LogVerification> = {
  async handle({ from, file, checkpoints: files, key }, context) {
    if (file !== undefined && from !== undefined) {
      throw new CliError('USAGE', {
        what: '--from is of no use with --file',
        fix: 'An export is verified as a whole; leave --from out.',
      });
    }
    const keys = await trustedKeys(key, context);
    const checkpoints = await checkpointsOf(files, context, file !== undefined);
    const common = { keys, checkpoints, signal: context.signal };
    if (file !== undefined) return verifyLines(linesOf(file), common);
    const roster = await context.roster();
    let progress: Progress | undefined;
    const onProgress = (done: number, total: number) => {
      progress ??= context.startProgress('entries', total);
      progress.update(done);
    };
    return roster.audit.verify({ ...common, fromSeq: from, onProgress }).finally(() => progress?.stop());
  },
  render: verificationLines,
  exitCode: ({ ok }) => (ok ? ExitCode.ok : ExitCode.findings),
};

export const registerAuditVerify: Register = (program, run) => {
  keyOption(
    auditGroup(program)
      .command('verify')
      .description('Find whatever was changed, deleted, inserted or reordered in the log behind its back.')
      .option('--from <seq>', 'each chain from this number on', wholeNumber(1, Number.MAX_SAFE_INTEGER))
      .option('--file <export>', 'verify an export instead of the database; only keys are needed')
      .option(
        '--checkpoints <file>',
        'also hold it against checkpoints that were kept elsewhere (may be repeated)',
        collect,
        [],
      ),
  )
    .addHelpText(
      'after',
      examples(
        [
          'portero audit verify',
          'portero audit verify --checkpoints /mnt/vault/checkpoints.jsonl',
          'portero audit verify --file march.jsonl --key portero-public.json',
        ],
        'It ends with 7 when something is wrong, and names the first entry that is. audit/checkpoints.jsonl in\n' +
          '--data is always looked at.',
      ),
    )
    .action((_options, command) => run(auditVerify, given<AuditVerifyOptions>(command)));
};

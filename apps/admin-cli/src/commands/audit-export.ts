import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { count } from '../output/table.ts';
import { auditGroup } from './audit-group.ts';
import { examples, given, moment, type Register } from './register.ts';

export interface AuditExportOptions {
  since?: Date;
  jsonl: string;
}

export interface AuditExported {
  entries: number;
  file: string;
}

/** Waits while the reader is slow. */
function writeTo(stream: Writable): (line: string) => Promise<void> {
  return (line) =>
    new Promise((resolve, reject) => {
      stream.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
    });
}

export const auditExport: CommandSpec<AuditExportOptions, AuditExported | undefined, string> = {
  async handle({ since, jsonl: file }, context, emit) {
    if (file === '-' && context.global.json) {
      throw new CliError('USAGE', {
        what: '--json is of no use with --jsonl -',
        fix: 'What it writes is JSON already, a document a line; leave --json out.',
      });
    }
    const roster = await context.roster();
    const options = { since, signal: context.signal };
    if (file === '-') {
      await roster.audit.export(options, (line) => emit(line));
      return undefined;
    }
    // Never over an earlier one: an export is evidence.
    const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    const ended = finished(stream).catch((cause: NodeJS.ErrnoException) => {
      throw new CliError(
        cause.code === 'EEXIST' ? 'ALREADY_EXISTS' : 'FAILED',
        {
          what: `${file} cannot be written`,
          cause: cause.code ?? 'unknown',
          fix: 'Name a file that is not there yet, in a folder that you may write to.',
        },
        { cause },
      );
    });
    const exporting = roster.audit.export(options, writeTo(stream)).finally(() => stream.end());
    const [, entries] = await Promise.all([ended, exporting]);
    return { entries, file };
  },
  renderEvent: (line) => line,
  render: (exported) =>
    exported ? `${count(exported.entries, 'entry', 'entries')} in ${exported.file}` : '',
};

export const registerAuditExport: Register = (program, run) => {
  auditGroup(program)
    .command('export')
    .description('Write the log as JSON lines that can be verified without the database.')
    .requiredOption('--jsonl <file>', 'where to; - for standard output')
    .option('--since <moment>', 'from then on', moment)
    .addHelpText(
      'after',
      examples(
        [
          'portero audit export --since 2027-03-01 --jsonl march.jsonl',
          'portero audit export --jsonl - | gzip > log.jsonl.gz',
        ],
        'Verify it with: portero audit verify --file FILE. It holds opaque ids, no names and no faces.',
      ),
    )
    .action((_options, command) => run(auditExport, given<AuditExportOptions>(command)));
};

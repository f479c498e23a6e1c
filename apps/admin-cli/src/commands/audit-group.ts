import type { Command } from 'commander';
import { collect, group } from './register.ts';

export function auditGroup(program: Command): Command {
  return group(program, 'audit', 'the log of decisions and of what administrators did');
}

/** For the commands that verify signatures. */
export function keyOption(command: Command): Command {
  return command.option(
    '--key <file>',
    'also believe this public key: of a coordinator or command line elsewhere (may be repeated)',
    collect,
    [],
  );
}

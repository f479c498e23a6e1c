import type { Command } from 'commander';
import { group } from './register.ts';

export function benchGroup(program: Command): Command {
  return group(
    program,
    'bench',
    'how fast and how right it is on this machine, with people who do not exist',
  );
}

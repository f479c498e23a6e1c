import type { Command } from 'commander';
import { group } from './register.ts';

/** `portero calibrate` is a command itself, and the group of those below it. */
export function calibrateGroup(program: Command): Command {
  return group(program, 'calibrate', 'Show or set how many strangers may be taken for somebody (FPIR).');
}

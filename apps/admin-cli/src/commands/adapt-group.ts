import type { Command } from 'commander';
import { group } from './register.ts';

/** `portero adapt` is a command itself, and the group of those below it. */
export function adaptGroup(program: Command): Command {
  return group(program, 'adapt', 'Adapt a model to the people of this site, and keep it only if it helps.');
}

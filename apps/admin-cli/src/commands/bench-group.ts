import type { Command } from 'commander';
import { group } from './register.ts';

export function benchGroup(program: Command): Command {
  return group(program, 'bench', 'what this machine carries, with people and doors that do not exist');
}

import type { Command } from 'commander';
import { group } from './register.ts';

export function benchGroup(program: Command): Command {
  return group(program, 'bench', 'how much an installation of this size carries on this machine');
}

import type { Family } from './attack.ts';
import { commands } from './families/commands.ts';
import { observations } from './families/observations.ts';

export const FAMILIES: readonly Family[] = [commands, observations];

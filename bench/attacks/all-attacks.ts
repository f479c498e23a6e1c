import type { Family } from './attack.ts';
import { commands } from './families/commands.ts';
import { connections } from './families/connections.ts';
import { observations } from './families/observations.ts';
import { topicRights } from './families/topics.ts';

export const FAMILIES: readonly Family[] = [commands, observations, connections, topicRights];

import type { Family } from './attack.ts';
import { api } from './families/api.ts';
import { audit } from './families/audit.ts';
import { backups } from './families/backups.ts';
import { bulletins } from './families/bulletins.ts';
import { commands } from './families/commands.ts';
import { connections } from './families/connections.ts';
import { enrolment, guessing } from './families/enrolment.ts';
import { http } from './families/http.ts';
import { load } from './families/load.ts';
import { malformed } from './families/malformed.ts';
import { observations } from './families/observations.ts';
import { people } from './families/people.ts';
import { seals } from './families/seals.ts';
import { templates } from './families/templates.ts';
import { topicRights } from './families/topics.ts';

/**
 * In this order: what leaves traces comes late. What is to be attacked next is one file in `families` and one entry here.
 */
export const FAMILIES: readonly Family[] = [
  commands,
  observations,
  seals,
  malformed,
  bulletins,
  connections,
  topicRights,
  http,
  people,
  enrolment,
  guessing,
  backups,
  api,
  audit,
  load,
  // Writes into the database behind the log's back, so that nothing verifies after it.
  templates,
];

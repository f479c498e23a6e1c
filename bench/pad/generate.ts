/*
 * Makes the pictures and finds their faces, so that fitting and reporting need not: `npx tsx bench/pad/generate.ts`.
 * About a quarter of an hour on one slow core; nothing when they are there already.
 */
import { createEncoderPool } from '@portero/encoder';
import { silentLogger } from '@portero/runtime';
import { sequence, still } from './material.ts';
import { FIT_PEOPLE, peopleOfTheBench, SEQUENCE_PEOPLE } from './people.ts';
import { PresentationCache } from './presentations.ts';
import { SEQUENCE_SPECIES } from './sequences.ts';
import { ATTACK_SPECIES } from './species.ts';

const pool = await createEncoderPool({ workers: 1 }, { logger: silentLogger() });
const cache = new PresentationCache({ pool });
const { fit, report } = peopleOfTheBench();
const people = [...fit, ...report];
for (const [index, person] of people.entries()) {
  for (const species of ['bona-fide', ...ATTACK_SPECIES] as const) await still(cache, person, species);
  if (index % 10 === 9) console.error(`${index + 1} of ${people.length} people`);
}
for (const person of [...fit.slice(0, SEQUENCE_PEOPLE), ...report.slice(0, SEQUENCE_PEOPLE)]) {
  for (const species of SEQUENCE_SPECIES) await sequence(cache, person, species);
}
await pool.stop();
console.error(`${FIT_PEOPLE} people to fit on, ${report.length} to report on`);

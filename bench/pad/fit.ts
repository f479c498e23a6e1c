/*
 * Fits the rule that turns the passive measures into a score, and writes it to `packages/encoder/src/pad/fitted-rule.ts`:
 *   npx tsx bench/pad/generate.ts && npx tsx bench/pad/fit.ts && npx tsc -b packages/encoder
 * On people that `report.ts` does not report on.
 */
import { writeFileSync } from 'node:fs';
import { createPassivePadAnalyser } from '@portero/encoder';
import { fitRule, type MeasuredFace, TARGET_BPCER } from './fit-rule.ts';
import { openMaterial } from './open-material.ts';
import { peopleOfTheBench } from './people.ts';
import { scoreStills } from './scored.ts';
import { ATTACK_SPECIES } from './species.ts';

const { cache, stop } = await openMaterial();
const { fit: people } = peopleOfTheBench();
const faces: MeasuredFace[] = [];
for (const species of ['bona-fide', ...ATTACK_SPECIES] as const) {
  for (const { measures } of await scoreStills(cache, createPassivePadAnalyser(), people, species)) {
    if (measures) faces.push({ measures, isPerson: species === 'bona-fide' });
  }
}
await stop();

const rule = fitRule('passive-1', faces);
console.table(rule.terms);
writeFileSync(
  new URL('../../packages/encoder/src/pad/fitted-rule.ts', import.meta.url),
  `import type { PassiveRule } from './passive-rule.ts';

/**
 * Fitted by \`bench/pad/fit.ts\` on ${people.length} people of Labeled Faces in the Wild and simulated attacks with the picture of each;
 * 0.5 is where ${TARGET_BPCER * 100} % of those people are taken for attacks. \`docs/presentation-attacks.md\` says what it is worth.
 */
export const FITTED_RULE: PassiveRule = ${JSON.stringify(rule, null, 2)};
`,
);

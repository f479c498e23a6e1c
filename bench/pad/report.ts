/*
 * What presentation-attack detection is worth on simulated attacks: `npx tsx bench/pad/report.ts [--json]`.
 * The pictures are made by `generate.ts`, the rule is fitted by `fit.ts` on other people.
 */
import { createPassivePadAnalyser } from '@portero/encoder';
import { openMaterial } from './open-material.ts';
import { peopleOfTheBench, SEQUENCE_PEOPLE } from './people.ts';
import { percent, type RatesAtThreshold } from './rates.ts';
import { reportCandidates } from './report-candidates.ts';
import { reportMotion } from './report-motion.ts';
import { reportPassive } from './report-passive.ts';
import { reportSigns } from './report-signs.ts';

const material = await openMaterial();
const people = peopleOfTheBench();
const analyser = createPassivePadAnalyser();
const passive = await reportPassive(material, analyser, people);
const motion = await reportMotion(material, analyser, people);
const signs = await reportSigns(material, [
  ...people.fit.slice(0, SEQUENCE_PEOPLE),
  ...people.report.slice(0, SEQUENCE_PEOPLE),
]);
const candidates = await reportCandidates(material, people);
await material.stop();

const report = {
  rule: analyser.id,
  people: { fit: people.fit.length, report: people.report.length },
  passive,
  motion,
  signs,
  candidates,
};
if (process.argv.includes('--json')) console.log(JSON.stringify(report));
else print();

function print(): void {
  for (const rates of passive.atThresholds) printRates(`passive rule ${analyser.id}`, rates);
  console.log(
    '\nEach species as an unknown one: the rule fitted without it, APCER at 5 % of the people it was fitted on',
  );
  console.table(passive.unknown.map(({ species, apcer }) => ({ species, APCER: percent(apcer) })));
  console.log('\nEach measure alone: area under the ROC, 0.5 is chance');
  console.table(passive.measures);
  console.log('\nPictures that no simulation touched: people taken for attacks at 0.5');
  console.table(passive.real.map(({ set, bpcer }) => ({ set, BPCER: percent(bpcer) })));
  console.log(
    `\nMotion: flat where less than ${motion.threshold.toFixed(3)} of the change of view is unexplained`,
  );
  console.table(motion.species);
  console.log(
    '\nWhat the challenge sees (quartiles): shut eyes over open ones, and how far the head turn went',
  );
  console.table({
    'shut over open': quartiles(signs.shutOverOpen),
    ...Object.fromEntries(
      Object.entries(signs.rendered).map(([yaw, values]) => [`turn at ${yaw}°`, quartiles(values)]),
    ),
    ...Object.fromEntries(Object.entries(signs.turns).map(([name, values]) => [name, quartiles(values)])),
  });
  console.log('\nPackaged nets, threshold and crop chosen on the people of the fit');
  for (const { name, crop, rates } of candidates) printRates(`${name}, crop ${crop}`, rates);
}

function printRates(
  title: string,
  { threshold, bpcer, species, bonaFideNonResponses }: RatesAtThreshold,
): void {
  console.log(
    `\n${title} at ${threshold.toFixed(3)}: BPCER ${percent(bpcer)}, ${bonaFideNonResponses} people without a face found`,
  );
  console.table(
    species.map(({ species: name, apcer, acer, nonResponses, areaUnderRoc }) => ({
      species: name,
      APCER: percent(apcer),
      ACER: `${(acer * 100).toFixed(1)} %`,
      'no face found': nonResponses,
      'area under ROC': areaUnderRoc.toFixed(3),
    })),
  );
}

function quartiles(values: readonly number[]): Record<string, string | number> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? Number.NaN).toFixed(2);
  return { count: sorted.length, lower: at(0.25), median: at(0.5), upper: at(0.75), most: at(0.999) };
}

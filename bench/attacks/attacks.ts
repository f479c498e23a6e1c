import { parseArgs } from 'node:util';
import { FAMILIES } from './all-attacks.ts';
import { renderReport } from './render-report.ts';
import { isSafe, runAttacks } from './run-attacks.ts';
import { startScene } from './scene/scene.ts';

// Attacks the real product and says what refused each attempt. Ends with 1 unless all were refused, and all that is
// allowed went on.

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, family: { type: 'string', multiple: true } },
});
const families = FAMILIES.filter(({ name }) => values.family?.includes(name) ?? true);

const scene = await startScene();
try {
  const report = await runAttacks(scene, families);
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
  if (!isSafe(report)) process.exitCode = 1;
} finally {
  await scene.stop();
}

import { parseArgs } from 'node:util';
import { allTargets } from './all-targets.ts';
import { runFuzz } from './run-fuzz.ts';

// Throws random and changed inputs at every parser that faces the network or a file. Ends with 1 if anything crashed,
// opened a forgery, or no longer works. The same seed gives the same inputs.

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },
});

const targets = (await allTargets()).filter(({ name }) => values.only?.includes(name) ?? true);
try {
  const report = await runFuzz(targets, {
    runs: Number(values.runs),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  });
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else {
    for (const { name, inputs, crashes, perSecond } of report.targets) {
      console.log(
        `${name.padEnd(32)} ${String(inputs).padStart(9)} inputs ${String(perSecond).padStart(7)}/s ${crashes} crashes`,
      );
    }
    for (const { target, error, input } of report.examples) {
      console.log(`CRASH in ${target}: ${error}\n  ${input.slice(0, 400)}`);
    }
    const { inputs, crashes, unhandledRejections, unwell, rssStartMiB, rssEndMiB } = report;
    console.log(
      `${inputs} inputs, ${crashes} crashes, ${unhandledRejections} unhandled, ` +
        `memory ${rssStartMiB} MiB at first and ${rssEndMiB} MiB at the end${unwell.length > 0 ? `, no longer at work: ${unwell.join(', ')}` : ''}`,
    );
  }
  if (report.crashes + report.unhandledRejections + report.unwell.length > 0) process.exitCode = 1;
} finally {
  await Promise.all(targets.map(({ stop }) => stop?.()));
}

// Runs a short version of every benchmark, one after the other, and writes bench/RESULTS.md.
//
//     npm run bench [-- --only encoder,gallery] [--out FILE]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchReport, parseBenchReport } from './bench-report.ts';
import { renderResults } from './render-results.ts';

const BENCH = resolve(import.meta.dirname, '..');
const ALL = ['encoder', 'gallery', 'coordinator', 'end-to-end', 'start-up'];

const { values } = parseArgs({
  options: { only: { type: 'string' }, out: { type: 'string', default: join(BENCH, 'RESULTS.md') } },
});
const chosen = values.only?.split(',') ?? ALL;
const unknown = chosen.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${ALL.join(', ')}.`);
  process.exit(2);
}

async function run(name: string): Promise<BenchReport> {
  const program = ['--import', 'tsx', join(BENCH, name, `${name}.ts`), '--short', '--json'];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`it ended with ${code}`);
  return parseBenchReport(output);
}

const reports: BenchReport[] = [];
const failed: { name: string; why: string }[] = [];
for (const [index, name] of chosen.entries()) {
  console.error(`${index + 1}/${chosen.length} ${name} …`);
  try {
    reports.push(await run(name));
  } catch (error) {
    failed.push({ name, why: error instanceof Error ? error.message : String(error) });
  }
}
await writeFile(values.out, renderResults({ reports, failed, at: new Date() }));
console.error(`written to ${values.out}`);
for (const { name, why } of failed) console.error(`error: ${name} did not run: ${why}`);
process.exitCode = failed.length > 0 ? 1 : 0;

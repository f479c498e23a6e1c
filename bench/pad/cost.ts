/*
 * What the passive stage costs: `npx tsx bench/pad/cost.ts [--json]`. Processor time, so that a busy machine does not count,
 * on the faces of the sample photographs of `@vladmandic/face-api`.
 */
import { createEncoderPool, createPassivePadAnalyser } from '@portero/encoder';
import { silentLogger } from '@portero/runtime';
import { sampleImage } from '@portero/testkit';
import { readFrame } from './material.ts';

const ROUNDS = 20;

const pool = await createEncoderPool({ workers: 1 }, { logger: silentLogger() });
const analyser = createPassivePadAnalyser();
const rows: {
  photograph: number;
  faces: number;
  narrowestPx: number;
  widestPx: number;
  cpuMsPerFace: number;
}[] = [];
for (const photograph of [1, 2, 3, 4, 5, 6] as const) {
  const frame = await readFrame(sampleImage(photograph));
  const { faces } = await pool.analyse(frame, { encode: false });
  const inputs = faces.map(({ box, landmarks }) => ({ frame, box, landmarks }));
  for (const input of inputs) analyser.analyse(input);
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) for (const input of inputs) analyser.analyse(input);
  const { user, system } = process.cpuUsage(before);
  const widths = faces.map(({ box }) => Math.round(box.width));
  rows.push({
    photograph,
    faces: faces.length,
    narrowestPx: Math.min(...widths),
    widestPx: Math.max(...widths),
    cpuMsPerFace: Math.round((user + system) / 10 / (ROUNDS * inputs.length)) / 100,
  });
}
await pool.stop();

if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
else console.table(rows);

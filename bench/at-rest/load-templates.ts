// What it costs that templates are sealed: reads a gallery through the roster, and the same rows without opening them.
// Prints a table, and with --json one JSON object.
//
//     npx tsx bench/at-rest/load-templates.ts [--people 5000] [--json]
//
// Two templates a person. Enrolling them first takes a minute or two. CPU time is that of this process, without Postgres.
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openRoster, type Roster } from '@portero/roster';
import { createTestDatabase, runSql } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';

const MODEL_ID = 'random-192';
const DIMENSION = 192;
const TEMPLATES_A_PERSON = 2;
const AT_ONCE = 8;
const ROUNDS = 5;

const { values: options } = parseArgs({
  options: { people: { type: 'string', default: '5000' }, json: { type: 'boolean', default: false } },
});
const people = Number(options.people);

function randomEmbedding(): Float32Array {
  return Float32Array.from(randomFillSync(new Int32Array(DIMENSION)), (value) => value / 2 ** 31);
}

async function enrolEverybody(roster: Roster): Promise<void> {
  let next = 0;
  const enrolling = async () => {
    for (let n = next++; n < people; n = next++) {
      const { id: personId } = await roster.persons.add({ site: 'hq', displayName: `person ${n}` });
      await roster.grants.grant({ personId, place: 'hq/main' });
      for (let photo = 0; photo < TEMPLATES_A_PERSON; photo++) {
        const template = { personId, modelId: MODEL_ID, embedding: randomEmbedding(), quality: 1 };
        await roster.templates.add({ ...template, sourceHash: `photo ${photo}` });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, enrolling));
}

interface Cost {
  wallMs: number;
  cpuMs: number;
}

/** The best of a few rounds: the others had to share the machine. */
async function cheapest(task: () => Promise<void>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    await task();
    const { user, system } = process.cpuUsage(cpu);
    costs.push({ wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 });
  }
  return costs.reduce((best, cost) => (cost.cpuMs < best.cpuMs ? cost : best));
}

/** A loop that needs one core and nothing else: how fast this machine was just now. */
function calibrationMs(): number {
  const startedMs = performance.now();
  let sum = 0;
  for (let i = 0; i < 2e8; i++) sum = (sum + i) | 0;
  return sum === Number.NEGATIVE_INFINITY ? 0 : performance.now() - startedMs;
}

const database = await createTestDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'portero-bench-'));
const { databaseUrl } = database;
const roster = await openRoster({ databaseUrl, dataDir, poolSize: AT_ONCE }, { logger: silentLogger() });
try {
  await roster.places.ensureBuilding('hq/main');
  await enrolEverybody(roster);
  await runSql(databaseUrl, 'VACUUM ANALYZE');
  const building = (await roster.places.findBuilding('hq/main'))!;
  const templates = await roster.templates.countForBuilding(building.id, MODEL_ID);

  const opened = await cheapest(async () => {
    let count = 0;
    for await (const { embedding } of roster.templates.streamForBuilding(building.id, MODEL_ID)) {
      if (embedding) count++;
    }
    if (count !== templates) throw new Error(`${count} of ${templates} templates could be read`);
  });
  // Numbers instead of ciphertexts, as a database without sealing would send them.
  const unopened = await cheapest(async () => {
    for (let offset = 0; offset < templates; offset += 1000) {
      const rows = await runSql(
        databaseUrl,
        `SELECT t.id, t.person_id, substr(t.ciphertext, 14, 4 * t.dimension) AS embedding
         FROM templates t ORDER BY t.id OFFSET $1 LIMIT 1000`,
        [offset],
      );
      for (const { embedding } of rows) {
        const bytes = embedding as Buffer;
        Float32Array.from({ length: DIMENSION }, (_, i) => bytes.readFloatLE(4 * i));
      }
    }
  });
  const result = {
    people,
    templates,
    opened,
    unopened,
    openingCpuUsPerTemplate: (1000 * (opened.cpuMs - unopened.cpuMs)) / templates,
    calibrationMs: calibrationMs(),
    cores: availableParallelism(),
  };
  if (options.json) console.log(JSON.stringify(result));
  else console.table(result);
} finally {
  await roster.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
}

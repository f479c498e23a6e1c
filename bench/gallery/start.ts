// How long a start takes from the snapshot that a coordinator keeps of a large gallery, and what stands still meanwhile. The
// roster is a real one in an embedded Postgres, which gives the keys; the people are only in the gallery.
//
//     npx tsx bench/gallery/start.ts [--short] [--json] [--templates 1000000]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { describeMachine, FaceLikePeople, machineText } from '@portero/benchmark';
import { BUCKETS, createGallery, type RestoredSegment } from '@portero/gallery';
import { openRoster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { GallerySnapshot } from '../../apps/coordinator/src/gallery-snapshot.ts';
import { SnapshotFolder } from '../../apps/coordinator/src/snapshot-folder.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    templates: { type: 'string' },
  },
});
const templates = Number(values.templates ?? (values.short ? 20_000 : 1_000_000));
const [dimension, modelId] = [192, 'face-like'];
/** What another start begins with: filling the gallery again from vectors, sketching each. */
const BASELINE = 'filled one by one';

const logger = silentLogger();
const dataDir = await mkdtemp(join(tmpdir(), 'portero-bench-start-'));
const roster = await openRoster({ dataDir }, { logger });
try {
  const { id: buildingId } = await roster.places.ensureBuilding('bench/gallery');
  const holds = await roster.changes.latestSeq();
  const people = new FaceLikePeople({ dimension });
  const gallery = createGallery({ dimension }, { logger });
  const filled = await measured(async () => {
    let madeMs = 0;
    for (let person = 0; person < templates; person++) {
      const startedMs = performance.now();
      const embedding = people.reference(person);
      const personId = idOf(person);
      madeMs += performance.now() - startedMs;
      gallery.replacePerson(personId, [{ personId, templateId: personId, embedding }]);
      if (person % 256 === 0) await new Promise(setImmediate);
    }
    return madeMs;
  });
  const folder = new SnapshotFolder(join(dataDir, 'galleries'), { buildingId, modelId });
  const options = { buildingId, modelId, dimension };
  const { signal } = new AbortController();
  const written = await measured(() =>
    new GallerySnapshot(options, { roster, folder }).write(gallery, { holds, again: [], signal }),
  );
  const restored = createGallery({ dimension }, { logger });
  const snapshot = new GallerySnapshot(options, { roster, folder });
  const started = await measured(() => restored.rebuild(segments(snapshot, holds)));
  if (written.value !== BUCKETS || restored.size !== templates) throw new Error('not everybody came back');

  const fillSeconds = filled.seconds - filled.value / 1_000;
  const results = [
    { name: BASELINE, ratio: 1, seconds: fillSeconds },
    { name: 'snapshot written', ...figuresOf(written, fillSeconds) },
    { name: 'started from the snapshot', ...figuresOf(started, fillSeconds) },
  ];
  const machine = await describeMachine();
  if (values.json) {
    const report = {
      benchmark: 'gallery-start',
      machine,
      baseline: BASELINE,
      templates,
      results,
      skipped: [],
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } else {
    const lines = results.map(({ name, seconds, ...rest }) => {
      const stall = 'longestStallMs' in rest ? `, longest stall ${rest.longestStallMs.toFixed(1)} ms` : '';
      return `${name.padEnd(28)}${seconds.toFixed(2).padStart(8)} s${stall}`;
    });
    process.stdout.write(`${[machineText(machine), `${templates} templates`, '', ...lines].join('\n')}\n`);
  }
} finally {
  await roster.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function* segments(snapshot: GallerySnapshot, latestSeq: number): AsyncGenerator<RestoredSegment> {
  for await (const { segment, ...rest } of snapshot.read(latestSeq)) {
    if (segment && 'changed' in rest) yield { segment, except: rest.changed };
  }
}

async function measured<T>(task: () => Promise<T>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  const value = await task();
  const seconds = (performance.now() - startedMs) / 1_000;
  delay.disable();
  return { value, seconds, longestStallMs: delay.max / 1e6 };
}

function figuresOf(
  { seconds, longestStallMs }: { seconds: number; longestStallMs: number },
  baseline: number,
) {
  return { ratio: seconds / baseline, seconds, longestStallMs };
}

/** A UUID, whose last byte is as good as random. */
function idOf(person: number): string {
  return `00000000-0000-7000-8000-${(person * 2_654_435_761).toString(16).padStart(12, '0').slice(-12)}`;
}

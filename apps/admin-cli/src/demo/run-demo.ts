import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCoordinatorConfig } from '@portero/coordinator';
import { openRoster, processActor } from '@portero/roster';
import { auditIdentity } from '../audit-log/audit-identity.ts';
import { CliError } from '../cli-error.ts';
import type { DemoOptions, DemoResult, DemoSummary } from '../commands/demo.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { Emit } from '../context/command-spec.ts';
import { count } from '../output/table.ts';
import { ensureDoor } from '../roster/ensure-door.ts';
import { enrolScene } from './enrol-scene.ts';
import type { FrameReport } from './frame-report.ts';
import { ownScene } from './own-scene.ts';
import { sampleScene } from './sample-scene.ts';
import { walkScene } from './walk.ts';

const DOOR = 'demo/main/lobby/front';

function sceneOf({ people, frames = [], card }: DemoOptions) {
  if (people !== undefined) return ownScene({ people, frames, cards: card });
  if (frames.length === 0 && card.length === 0) return sampleScene();
  throw new CliError('USAGE', {
    what: '--frames and --card need people',
    fix: 'Add --people DIR with a sub-folder or a picture for each person.',
  });
}

/** A folder for this run only, gone when it ends. Short-lived on purpose: it holds faces. */
async function temporaryDataDir(context: CliContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'portero-demo-'));
  context.defer('temporary data', () => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

function errorsOf(reports: readonly FrameReport[]): number {
  const wrong = reports.flatMap(({ faces }) => faces).filter(({ correct }) => correct === false);
  return wrong.length + reports.reduce((sum, { errors }) => sum + errors.length, 0);
}

/** Sets a whole site up in a temporary folder, walks the frames past its door, and takes everything away again. */
export async function runDemo(
  options: DemoOptions,
  context: CliContext,
  emit: Emit<FrameReport>,
): Promise<DemoResult> {
  const { logger, note } = context;
  const startedMs = performance.now();
  const scene = await sceneOf(options);
  const dataDir = await temporaryDataDir(context);
  note(`portero demo: ${scene.title}`);
  note('starting Postgres and the recognition engine …');
  const opening = context.encoder();
  // Awaited below; if the database fails first, this must not count as unhandled.
  opening.catch(() => {});
  const roster = await openRoster(
    { dataDir },
    { logger, audit: auditIdentity({ dataDir }, { processActor, logger }) },
  );
  context.defer('roster', () => roster.stop());
  const encoder = await opening;
  note(
    `${encoder.model.id} on ${encoder.engine.engine}; enrolling ${count(scene.people.length, 'person', 'people')} …`,
  );
  await ensureDoor(roster, DOOR, { mode: 'either' });
  const progress = context.startProgress('people', scene.people.length);
  const place = DOOR.split('/').slice(0, 2).join('/');
  const enrolled = await enrolScene(scene, place, { roster, encoder, onPerson: progress.update }).finally(
    progress.stop,
  );
  for (const file of enrolled.unusable) note(`  no face found in ${file}: it is left out`);
  const reports = await walkScene(
    {
      scene,
      door: DOOR,
      framesDir: join(dataDir, 'frames'),
      config: readCoordinatorConfig({
        PORTERO_DATA_DIR: dataDir,
        PORTERO_BROKER_PORT: '0',
        PORTERO_MODEL: encoder.model.id,
      }),
    },
    {
      roster,
      encoder: context.encoder,
      logger,
      enrolled,
      defer: context.defer,
      onReady: (brokerUrl) =>
        note(`broker at ${brokerUrl}, door ${DOOR}; ${count(scene.frames.length, 'frame')} walk past …`),
      onFrame: emit,
    },
  );
  const faces = reports.flatMap((report) => report.faces);
  const missing = scene.frames.length - reports.length;
  const summary: DemoSummary = {
    type: 'summary',
    frames: reports.length,
    unlocked: faces.filter(({ decision }) => decision === 'unlock').length,
    denied: faces.filter(({ decision }) => decision === 'deny').length,
    errors: errorsOf(reports) + missing,
    people: scene.people.length,
    templates: enrolled.templates,
    unusablePhotos: enrolled.unusable,
    model: encoder.model.id,
    engine: encoder.engine.engine,
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
  };
  return { ...summary, reports, toJSON: () => summary };
}

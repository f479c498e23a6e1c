import { readConfig } from '@portero/runtime';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { decidingEncoder } from '../context/deciding-encoder.ts';
import { type UpEvent, upLine } from '../output/up.ts';
import { personNamer } from '../roster/person-namer.ts';
import { DecisionNotes } from '../site/decision-notes.ts';
import { assignToDoors, doorPlan } from '../site/site-plan.ts';
import { collect, examples, given, type Register, wholeNumber } from './register.ts';

export interface UpOptions {
  door: string[];
  camera: string[];
  actuator: string[];
  port?: number;
  httpPort?: number;
  untilDone?: boolean;
}

export interface UpResult {
  decisions: number;
}

const languageSchema = z.object({ PORTERO_LANGUAGE: z.enum(['en', 'es']).default('en') });

async function coordinatorConfig(
  { port, httpPort }: UpOptions,
  { env, dataDir, global }: CliContext,
  modelId: string,
) {
  const { readCoordinatorConfig } = await import('@portero/coordinator');
  return readCoordinatorConfig({
    ...env,
    PORTERO_DATA_DIR: dataDir,
    PORTERO_MODEL: modelId,
    ...(port !== undefined && { PORTERO_BROKER_PORT: String(port) }),
    ...(httpPort !== undefined && { PORTERO_COORDINATOR_HTTP_PORT: String(httpPort) }),
    ...(global.logLevel && { PORTERO_LOG_LEVEL: global.logLevel }),
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export const up: CommandSpec<UpOptions, UpResult, UpEvent> = {
  async handle(options, context, emit) {
    const { env, logger, signal } = context;
    const { PORTERO_LANGUAGE: language } = readConfig(languageSchema, env);
    const roster = await context.roster();
    const existing = (await roster.places.listDoors()).map(({ address }) => address);
    const doors = options.door.length > 0 ? options.door : existing;
    const cameras = assignToDoors(options.camera, doors, '--camera');
    const actuators = assignToDoors(options.actuator, doors, '--actuator');
    if (options.untilDone && cameras.size === 0) {
      throw new CliError('USAGE', {
        what: 'no camera that could end',
        fix: 'Give --camera DOOR=dir:… or video:….',
      });
    }
    const encoder = await decidingEncoder(context);
    const plans = [...cameras].map(([door, camera]) => doorPlan(door, camera, actuators.get(door)));
    const { startSite } = await import('../site/start-site.ts');
    const site = await startSite(
      { config: await coordinatorConfig(options, context, encoder.model.id), doors: plans, language },
      { roster, encoder: context.encoder, logger },
    );
    context.defer('site', () => site.stop());

    const notes = new DecisionNotes();
    const answered = new Set<string>();
    const nameOf = personNamer(roster);
    let decisions = 0;
    site.host.onDecision(async (decision) => {
      const displayName = await nameOf(decision.personId);
      decisions++;
      emit({ type: 'decision', ...decision, ...(displayName && { displayName }) });
      answered.delete(decision.requestId);
      notes.add(decision);
    });
    for (const edge of site.edges) {
      edge.events.on('answered', ({ requestId }) => {
        if (!notes.latest.has(requestId)) answered.add(requestId);
      });
      edge.events.on('prompt', (prompt) => emit({ type: 'prompt', ...prompt }));
      edge.events.on('sourceEnded', ({ door, frames, error }) =>
        emit({ type: 'cameraEnded', door, frames, ...(error && { error: error.message }) }),
      );
    }
    emit({
      type: 'running',
      database: env.DATABASE_URL ? 'DATABASE_URL' : `embedded in ${context.dataDir}`,
      brokerUrl: site.brokerUrl,
      httpUrl: site.host.running.coordinator.httpUrl,
      engine: encoder.engine.engine,
      model: encoder.model.id,
      people: (await roster.persons.list()).length,
      doors: doors.map((door) => ({
        door,
        camera: cameras.has(door),
        actuator: actuators.get(door) ?? 'log',
      })),
    });
    for (const edge of site.edges) await edge.start();
    const stopped = untilAborted(signal);
    await (options.untilDone ? Promise.race([stopped, site.finished()]) : stopped);
    await Promise.all([...answered].map((requestId) => notes.arrived(requestId)));
    return { decisions };
  },
  renderEvent: upLine,
  render: ({ decisions }) => `stopped after ${decisions} decisions`,
  endsOnSignal: true,
  databaseWaitMs: 30_000,
};

export const registerUp: Register = (program, run) => {
  program
    .command('up')
    .description(
      'Run everything in this process: database, broker, coordinator, and doors with a camera here.',
    )
    .option('--door <place>', 'a door; made if it is new. Default: all doors there are', collect, [])
    .option('--camera <[door=]uri>', 'dir:…, video:…, rtsp://…, http://…, v4l2:/dev/video0', collect, [])
    .option('--actuator <[door=]uri>', 'log, http(s)://…, exec:/program, mqtt://…', collect, [])
    .option(
      '--port <n>',
      'of the broker, 0: any, default: 1883, with mutual TLS 8883',
      wholeNumber(0, 65_535),
    )
    .option('--http-port <n>', 'serve /health and /metrics', wholeNumber(0, 65_535))
    .option('--until-done', 'end when every camera has ended, instead of at Ctrl-C')
    .addHelpText(
      'after',
      examples(
        [
          'portero up',
          'portero up --door hq/main/lobby/front --camera dir:./frames --actuator log',
          'portero up --camera hq/main/lobby/front=rtsp://cam.local/1 --actuator hq/main/lobby/front=http://relay/on',
        ],
        'A door with a camera here is run here; all others are served, and run by an edge agent of their own.\n' +
          'Ctrl-C stops it. With --json: one line for the start, each decision and each camera that ends.',
      ),
    )
    .action((_options, command) => run(up, given<UpOptions>(command)));
};

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AttemptReport, CardFeed, type FrameEvent, openFrameSource } from '@portero/edge-agent';
import type { Logger } from '@portero/runtime';
import { DecisionNotes } from '../site/decision-notes.ts';
import { type SiteDeps, type SiteOptions, startSite } from '../site/start-site.ts';
import type { EnrolledScene } from './enrol-scene.ts';
import { type FrameReport, frameReport } from './frame-report.ts';
import type { Scene, SceneFrame } from './scene.ts';
import { SceneSource } from './scene-source.ts';

export interface WalkOptions {
  scene: Scene;
  /** `site/building/edge/door` */
  door: string;
  /** An empty folder of our own, for the pictures that the camera will show. */
  framesDir: string;
  config: SiteOptions['config'];
}

export interface WalkDeps extends SiteDeps {
  enrolled: EnrolledScene;
  defer(name: string, stop: () => Promise<void>): void;
  /** Everything runs; the first frame comes next. */
  onReady(brokerUrl: string): void;
  onFrame(report: FrameReport): void;
}

/** Smaller faces stand far behind; portraits of 96×96 pixels have faces of about 40. */
const MIN_FACE_PX = 24;
const MAX_FACES = 8;

/** What is told about the frame before the camera; emptied when it is done. */
class FrameNotes {
  seen: FrameEvent | undefined;
  skipped: string | undefined;
  attempts: AttemptReport[] = [];

  take(): Pick<FrameNotes, 'seen' | 'skipped' | 'attempts'> {
    const { seen, skipped, attempts } = this;
    this.seen = undefined;
    this.skipped = undefined;
    this.attempts = [];
    return { seen, skipped, attempts };
  }
}

/** Writes the frames where the camera finds them, in order. @returns the frame by the name of its file */
async function writeFrames(frames: readonly SceneFrame[], dir: string): Promise<Map<string, SceneFrame>> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const byFile = new Map<string, SceneFrame>();
  for (const [index, frame] of frames.entries()) {
    const file = `${String(index + 1).padStart(4, '0')}-${frame.label}`;
    await writeFile(join(dir, file), frame.image);
    byFile.set(file, frame);
  }
  return byFile;
}

async function sceneCamera(
  framesDir: string,
  deps: Omit<ConstructorParameters<typeof SceneSource>[0], 'source'> & { logger: Logger },
): Promise<SceneSource> {
  const source = await openFrameSource({ uri: `dir:${framesDir}` }, deps);
  return new SceneSource({ ...deps, source });
}

/** Walks every frame of a scene past a door, over the real broker and the real database, and reports each. */
export async function walkScene(options: WalkOptions, deps: WalkDeps): Promise<FrameReport[]> {
  const { scene, door, framesDir, config } = options;
  const { enrolled, logger } = deps;
  const byFile = await writeFrames(scene.frames, framesDir);
  const notes = new FrameNotes();
  const decisions = new DecisionNotes();
  const reports: FrameReport[] = [];
  const cards = new CardFeed();
  const source = await sceneCamera(framesDir, {
    logger,
    cards,
    frameNamed: (label) => byFile.get(label),
    tokenOf: enrolled.tokenOf,
    onDone: async (frame) => {
      const { seen, skipped, attempts } = notes.take();
      for (const { requestId, decisionId } of attempts) if (decisionId) await decisions.arrived(requestId);
      const evidence = {
        attempts,
        decisions: decisions.latest,
        ...(seen && { seen }),
        ...(skipped !== undefined && { skipped }),
      };
      const report = frameReport(frame, evidence, enrolled.nameOf);
      reports.push(report);
      deps.onFrame(report);
    },
  });
  const plan = {
    address: door,
    settings: {
      mode: 'either',
      independentFrames: true,
      minFacePx: MIN_FACE_PX,
      maxFaces: MAX_FACES,
    } as const,
    parts: { source, cardReader: cards },
  };
  const site = await startSite({ config, doors: [plan], language: 'en' }, deps);
  deps.defer('site', () => site.stop());
  site.host.onDecision((decision) => decisions.add(decision));
  const [edge] = site.edges;
  edge!.events.on('frame', (event) => {
    notes.seen = event;
  });
  edge!.events.on('frameSkipped', ({ reason }) => {
    notes.skipped = reason;
  });
  edge!.events.on('settled', (report) => notes.attempts.push(report));
  deps.onReady(site.brokerUrl);
  await edge!.start();
  await site.finished();
  return reports;
}

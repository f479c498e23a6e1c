import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { CoordinatorHost } from '@portero/coordinator';
import type { AttemptReport, EdgeAgent, Frame, FrameSource } from '@portero/edge-agent';
import type { Passage } from './passage.ts';

/** A camera before which picture files are held one at a time. */
export class DoorCamera implements FrameSource {
  readonly description = 'picture files';
  readonly live = false;
  readonly droppedFrames = 0;
  readonly #shown = new EventEmitter();
  #index = 0;
  #stopped = false;

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame, void, void> {
    while (!this.#stopped) {
      const [frame] = (await once(this.#shown, 'frame')) as [Frame | undefined];
      if (frame) yield frame;
    }
  }

  async pass(
    file: string,
    { agent, host }: { readonly agent: EdgeAgent; readonly host: CoordinatorHost },
  ): Promise<Passage> {
    const settled = new Promise<AttemptReport>((resolve) => {
      const forget = agent.events.on('settled', (report) => {
        forget();
        resolve(report);
      });
    });
    const decided = new Promise<number>((resolve) => {
      const forget = host.onDecision(({ timings }) => {
        forget();
        resolve(Object.values(timings).reduce((sum: number, ms) => sum + (ms ?? 0), 0));
      });
    });
    const startedMs = performance.now();
    const image = await readFile(file);
    const capturedMonotonicMs = performance.now();
    const readMs = capturedMonotonicMs - startedMs;
    this.#shown.emit('frame', { index: this.#index++, capturedAt: Date.now(), capturedMonotonicMs, image });
    const [{ outcome, reason, timings }, coordinatorMs] = await Promise.all([settled, decided]);
    const { totalMs, collectMs: _collectMs, answerMs = 0, ...stages } = timings;
    return {
      opened: outcome === 'actuated',
      reason,
      totalMs: readMs + totalMs,
      stages: {
        readMs,
        queueMs: stages.queueMs ?? 0,
        decodeMs: stages.decodeMs ?? 0,
        detectMs: stages.detectMs ?? 0,
        landmarksMs: stages.landmarksMs ?? 0,
        alignMs: stages.alignMs ?? 0,
        encodeMs: stages.encodeMs ?? 0,
        signMs: stages.signMs ?? 0,
        coordinatorMs,
        transportMs: Math.max(0, answerMs - coordinatorMs),
        actuateMs: stages.actuateMs ?? 0,
      },
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#shown.emit('frame', undefined);
  }
}

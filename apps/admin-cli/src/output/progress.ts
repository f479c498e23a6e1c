import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './style.ts';

export interface Progress {
  /** @param done how many of the total are finished */
  update(done: number): void;
  stop(): void;
}

export type StartProgress = (title: string, total: number) => Progress;

const NONE: Progress = Object.freeze({ update: () => {}, stop: () => {} });

/**
 * Bars go to standard error, and only to a terminal: standard output is for results, and a log of a pipeline
 * full of bars helps nobody.
 */
export function progressOn(stream: NodeJS.WritableStream & Terminal): StartProgress {
  if (stream.isTTY !== true) return () => NONE;
  return (title, total) => {
    const bar = new SingleBar(
      {
        stream,
        format: `${title} {bar} {value}/{total} {eta_formatted}`,
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: true,
      },
      Presets.shades_classic,
    );
    bar.start(total, 0);
    return { update: (done) => bar.update(done), stop: () => bar.stop() };
  };
}

import { describeMachine, type Machine } from '@portero/benchmark';
import { Option } from 'commander';
import type { GalleryBenchmarkFigures, GalleryIndex } from '../bench/gallery-benchmark.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { galleryBenchmarkLines } from '../output/gallery-benchmark.ts';
import type { Progress } from '../output/progress.ts';
import { benchGroup } from './bench-group.ts';
import { examples, given, type Register, wholeNumber } from './register.ts';

export interface BenchGalleryOptions {
  templates: number;
  dimension: number;
  probes?: number;
  seed: number;
  index: GalleryIndex;
  seconds: number;
}

export type BenchGalleryResult = GalleryBenchmarkFigures & { machine: Machine };

export const benchGallery: CommandSpec<BenchGalleryOptions, BenchGalleryResult> = {
  async handle(
    { templates, dimension, probes = probesFor(templates), seed, index, seconds: loadSeconds },
    context,
  ) {
    const machine = await describeMachine();
    // It loads the gallery, which other commands can do without.
    const { benchmarkGallery } = await import('../bench/gallery-benchmark.ts');
    let current: { doing: string; progress: Progress } | undefined;
    const onProgress = (doing: string, done: number, total: number) => {
      if (current?.doing !== doing) {
        current?.progress.stop();
        context.note(doing);
        current = { doing, progress: context.startProgress(doing, total) };
      }
      current.progress.update(done);
    };
    const { signal, logger } = context;
    const figures = await benchmarkGallery(
      { templates, dimension, probes, seed, index, loadSeconds },
      { logger, signal, onProgress },
    ).finally(() => current?.progress.stop());
    return { ...figures, machine };
  },
  render: galleryBenchmarkLines,
};

/** So that those of ten million, which take long, do not take an hour. */
function probesFor(templates: number): number {
  return Math.max(200, Math.min(2_000, Math.floor(2e9 / templates)));
}

export const registerBenchGallery: Register = (program, run) => {
  benchGroup(program)
    .command('gallery')
    .description(
      'Search a gallery of face-like templates: recall against a comparison with all, time, memory.',
    )
    .option('--templates <n>', 'people in the gallery, one template each', wholeNumber(2, 20_000_000), 10_000)
    .option('--dimension <n>', 'numbers of a template', wholeNumber(2, 1024), 192)
    .option(
      '--probes <n>',
      'searches, every other one of a stranger (default: 2000, fewer above a million templates)',
      wholeNumber(2, 1_000_000),
    )
    .option('--seconds <n>', 'how long it is changed and searched at once', wholeNumber(1, 3_600), 15)
    .option('--seed <n>', 'another seed, other people', wholeNumber(0, 2 ** 31 - 1), 1)
    .addOption(
      new Option('--index <which>', 'what answers: by the size of the gallery, or the one named')
        .choices(['auto', 'sketch', 'hnsw'])
        .default('auto'),
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero bench gallery',
          'portero bench gallery --templates 100000 --json',
          'portero bench gallery --templates 100000 --index hnsw',
          'portero bench gallery --templates 1000000 --probes 10000',
        ],
        'It needs no camera, no database and no data, and changes nothing. 1,000,000 templates of 192 numbers take\n' +
          '2 GB of memory, and some minutes on two cores; a graph of them, which only --index hnsw makes, half an hour and more. Templates are distributed as those of the default model are.',
      ),
    )
    .action((_options, command) => run(benchGallery, given<BenchGalleryOptions>(command)));
};

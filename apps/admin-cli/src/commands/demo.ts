import type { CommandSpec } from '../context/command-spec.ts';
import type { FrameReport } from '../demo/frame-report.ts';
import { ExitCode } from '../exit-codes.ts';
import { demoFrameLine, demoLines } from '../output/demo.ts';
import { collect, examples, given, type Register } from './register.ts';

export interface DemoOptions {
  people?: string;
  frames?: string[];
  card: string[];
}

export interface DemoSummary {
  type: 'summary';
  frames: number;
  /** Faces that were let in. */
  unlocked: number;
  /** Faces that were not. */
  denied: number;
  /** Decisions against the truth, faces missed, pictures that could not be used, questions without an answer. */
  errors: number;
  people: number;
  templates: number;
  unusablePhotos: string[];
  model: string;
  engine: string;
  seconds: number;
}

/** What `render` needs beyond the summary; not part of the JSON, whose lines the frames already were. */
export interface DemoResult extends DemoSummary {
  toJSON(): DemoSummary;
  reports: FrameReport[];
}

export const demo: CommandSpec<DemoOptions, DemoResult, FrameReport> = {
  async handle(options, context, emit) {
    const { runDemo } = await import('../demo/run-demo.ts');
    return runDemo(options, context, emit);
  },
  renderEvent: demoFrameLine,
  render: demoLines,
  exitCode: ({ errors }) => (errors === 0 ? ExitCode.ok : ExitCode.failure),
};

export const registerDemo: Register = (program, run) => {
  program
    .command('demo')
    .description(
      'See it work: real database, broker, coordinator and door, fed with photographs. Leaves nothing behind.',
    )
    .option('--people <dir>', 'your own people: a sub-folder of photographs, or one picture, per person')
    .option(
      '--frames <path...>',
      'what the camera sees: folder, pattern or files; default: camera_* in --people',
    )
    .option('--card <frame=person>', 'in that frame the card of that person is shown (1:1)', collect, [])
    .addHelpText(
      'after',
      examples(
        [
          'portero demo',
          'portero demo --people ./office --frames ./office --card camera_2=kian',
          'portero demo --json | jq .faces',
        ],
        'Cards may also stand in a file cards.csv beside the frames, as lines "frame,person".\n' +
          'Without options the truth about every face is known, and each line is marked ✓ or ✗ against it.\n' +
          'Ends with 1 if anything was wrong. With --json: a line per frame, then a summary.',
      ),
    )
    .action((_options, command) => run(demo, given<DemoOptions>(command)));
};

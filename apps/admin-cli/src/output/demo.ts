import type { DemoResult } from '../commands/demo.ts';
import type { FaceReport, FrameReport } from '../demo/frame-report.ts';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

function mark(correct: boolean | undefined, style: Style): string {
  if (correct === undefined) return '';
  return correct ? style.green('✓') : style.red('✗');
}

function verdict(face: FaceReport, style: Style): string {
  return face.decision === 'unlock' ? style.green('unlocked') : style.red('denied');
}

/** A line for each frame, while it happens. */
export function demoFrameLine(report: FrameReport, style: Style): string {
  const unlocked = report.faces.filter(({ decision }) => decision === 'unlock');
  const who = unlocked.map((face) => face.person ?? 'somebody').join(', ');
  const outcome = [
    ...(unlocked.length > 0 ? [style.green(`the door opens for ${who}`)] : []),
    ...(unlocked.length < report.faces.length ? [`${report.faces.length - unlocked.length} denied`] : []),
    ...(report.faces.length === 0 ? [style.yellow('no face')] : []),
    ...report.errors.map((error) => style.red(error)),
  ];
  const card = report.cardOf === undefined ? '' : `, with the card of ${report.cardOf}`;
  return `  ${report.frame}${card}: ${count(report.faces.length, 'face')}, ${outcome.join(', ')}`;
}

function milliseconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${Math.round(value)}`;
}

function faceRow(report: FrameReport, face: FaceReport, style: Style): (string | undefined)[] {
  const { decodeMs = 0, detectMs = 0, landmarksMs = 0 } = face.timings;
  const who =
    face.decision === 'unlock'
      ? face.person
      : report.cardOf === undefined
        ? undefined
        : `not ${report.cardOf}`;
  return [
    report.frame,
    report.cardOf ?? '',
    who ?? 'unknown',
    verdict(face, style),
    face.reason,
    face.distanceL2 === undefined ? undefined : `${face.distanceL2.toFixed(3)} / ${face.thresholdL2 ?? '-'}`,
    face.quality.toFixed(2),
    milliseconds(decodeMs + detectMs + landmarksMs),
    milliseconds(face.timings.encodeMs),
    milliseconds(face.timings.answerMs),
    milliseconds(face.timings.totalMs),
    mark(face.correct, style),
  ];
}

const HEAD = [
  'FRAME',
  'CARD',
  'WHO',
  'DECISION',
  'REASON',
  'DISTANCE',
  'QUALITY',
  'FIND ms',
  'ENCODE ms',
  'ANSWER ms',
  'TOTAL ms',
  'TRUTH',
];

/** The table of all faces, and as the very last line the count that scripts look for. */
export function demoLines(result: DemoResult, style: Style): string {
  const rows = result.reports.flatMap((report) =>
    report.faces.length === 0
      ? [[report.frame, report.cardOf ?? '', 'no face']]
      : report.faces.map((face) => faceRow(report, face, style)),
  );
  const judged = result.reports.flatMap(({ faces }) => faces).filter(({ correct }) => correct !== undefined);
  const right = judged.filter(({ correct }) => correct).length;
  return [
    '',
    table(HEAD, rows, style),
    '',
    ...(judged.length > 0 ? [`${right} of ${count(judged.length, 'decision')} as the truth demands`] : []),
    `${count(result.people, 'person', 'people')}, ${count(result.templates, 'template')}, ${result.model} on ${result.engine}, ${result.seconds} s`,
    `demo: ${result.frames} frames, ${result.unlocked} unlocked, ${result.denied} denied, ${result.errors} errors`,
  ].join('\n');
}

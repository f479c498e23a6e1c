import type { AttackReport } from './run-attacks.ts';

export function renderReport({ tried, refused, attacks, controls }: AttackReport): string {
  const rows = attacks.map(({ family, id, adversary, how, refused: was, tookMs }) => [
    was ? 'refused' : 'NOT REFUSED',
    family,
    id,
    adversary,
    how,
    `${tookMs} ms`,
  ]);
  const broken = controls.filter(({ held }) => !held);
  return [
    ...aligned([['', 'family', 'attack', 'adversary', 'how', 'took'], ...rows]),
    '',
    ...broken.map(({ id, family, how }) => `CONTROL FAILED: ${family} ${id}: ${how}`),
    `${tried} attacks, ${refused} refused; ${controls.length - broken.length} of ${controls.length} controls held`,
    '',
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

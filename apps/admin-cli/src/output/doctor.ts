import type { DoctorReport } from '../commands/doctor.ts';
import type { Style } from './style.ts';
import { count } from './table.ts';

export function doctorLines({ checks }: DoctorReport, style: Style): string {
  const colour = { ok: style.green, warn: style.yellow, fail: style.red };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, status, detail, fix }) => {
    const line = `${colour[status](status.padEnd(4))}  ${name.padEnd(width)}  ${detail}`;
    return fix ? `${line}\n${' '.repeat(width + 8)}→ ${fix}` : line;
  });
  const failures = checks.filter(({ status }) => status === 'fail').length;
  const warnings = checks.filter(({ status }) => status === 'warn').length;
  return [...lines, '', `${count(failures, 'failure')}, ${count(warnings, 'warning')}`].join('\n');
}

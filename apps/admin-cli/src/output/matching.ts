import type { IdentifyResult, PersonAt } from '../commands/identify.ts';
import type { VerifyResult } from '../commands/verify.ts';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

export function verificationLines(result: VerifyResult, style: Style): string {
  const { matched, displayName, distanceL2, thresholdL2, status } = result;
  const verdict = matched ? style.green(`it is ${displayName}`) : style.red(`it is not ${displayName}`);
  const reason = status === 'suspended' ? ', who is suspended' : '';
  return `${status === 'suspended' ? style.red('refused') : verdict}${reason}: distance ${distanceL2.toFixed(3)}, threshold ${thresholdL2} (${count(result.templates, 'template')}, quality ${result.quality.toFixed(2)}, ${result.modelId})`;
}

function nameAt(person: PersonAt | undefined): string | undefined {
  return person && `${person.displayName} ${person.distanceL2.toFixed(3)}`;
}

export function identificationLines(result: IdentifyResult, style: Style): string {
  const rows = result.faces.map((face) => [
    `${Math.round(face.box.width)}×${Math.round(face.box.height)} at ${Math.round(face.box.x)},${Math.round(face.box.y)}`,
    face.outcome === 'identified'
      ? style.green(face.nearest!.displayName)
      : style.yellow(face.outcome === 'unknown' ? 'not in the database' : 'ambiguous'),
    nameAt(face.nearest),
    nameAt(face.second),
    face.quality.toFixed(2),
  ]);
  return [
    table(['FACE', 'WHO', 'NEAREST', 'SECOND', 'QUALITY'], rows, style),
    `threshold ${result.thresholdL2}, margin ${result.marginL2}, ${count(result.people, 'person', 'people')} enrolled, ${result.modelId}`,
  ].join('\n');
}

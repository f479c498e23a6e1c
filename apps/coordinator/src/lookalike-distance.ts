import { l2Distance } from '@portero/biometrics';
import type { Lookalike } from '@portero/roster';

/**
 * From a face to the nearest template of a lookalike; undefined when they have none. What cannot be read may be as near
 * as can be: then nobody passes for somebody who looks like it.
 */
export function lookalikeDistanceL2(
  { templates, unreadable }: Pick<Lookalike, 'templates' | 'unreadable'>,
  probe: Float32Array,
): number | undefined {
  if (unreadable > 0) return 0;
  if (templates.length === 0) return undefined;
  return Math.min(...templates.map((template) => l2Distance(probe, template)));
}

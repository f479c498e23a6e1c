import { personDistance } from '@portero/biometrics';
import type { Lookalike } from '@portero/roster';

/**
 * From a face to a lookalike; undefined when they have none. What cannot be read may be as near
 * as can be: then nobody passes for somebody who looks like it.
 */
export function lookalikeDistanceL2(
  { templates, unreadable }: Pick<Lookalike, 'templates' | 'unreadable'>,
  probe: Float32Array,
): number | undefined {
  if (unreadable > 0) return 0;
  return personDistance(probe, templates);
}

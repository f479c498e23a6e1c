import type { DoorConfig } from './door-config.ts';
import { EdgeError } from './edge-error.ts';

/**
 * A challenge is answered by one face, followed from picture to picture. Photographs that have nothing to do with each
 * other, or that were taken before, cannot answer it: such a door would deny everybody, and nobody would know why.
 *
 * @throws {EdgeError} CONFIG_INVALID
 */
export function checkChallengeCamera({
  door,
  pad,
  independentFrames,
  camera,
}: Pick<DoorConfig, 'door' | 'pad' | 'independentFrames' | 'camera'>): void {
  if (pad !== 'active' && pad !== 'required') return;
  const isFolder = camera?.uri.startsWith('dir:') ?? false;
  if (!independentFrames && !isFolder) return;
  const what = isFolder ? 'its camera is a folder (dir:)' : 'its pictures stand alone (independentFrames)';
  throw new EdgeError(
    'CONFIG_INVALID',
    `The door ${door} asks people to turn their heads (pad ${pad}), but ${what}: photographs cannot answer. ` +
      'Give it a camera that films, or another demand: portero door add … --pad passive, off or default.',
    { context: { door, pad } },
  );
}

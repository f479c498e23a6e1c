import type { Roster } from '@portero/roster';
import type { Logger } from '@portero/runtime';
import type { EdgeBundleFile } from './edge-bundle-file.ts';
import { DEFAULT_FRAME_DEMAND } from './frame-demand.ts';
import { loadCoordinatorKey } from './keys.ts';

interface BundleDeps {
  roster: Pick<Roster, 'places'>;
  dataDir: string;
  logger: Logger;
}

/** What an edge is told beside its own keys: whose commands to obey, and about its doors. */
export async function bundleContents(
  deps: BundleDeps,
  address: string,
  earlier?: EdgeBundleFile,
): Promise<Pick<EdgeBundleFile, 'address' | 'coordinatorKeys' | 'doors'>> {
  const { publicJwk } = await loadCoordinatorKey(deps, deps);
  return { address, coordinatorKeys: [publicJwk], doors: await doorsOf(deps, address, earlier) };
}

async function doorsOf(
  { roster }: BundleDeps,
  address: string,
  earlier: EdgeBundleFile | undefined,
): Promise<EdgeBundleFile['doors']> {
  const doors = await roster.places.listDoors(address);
  return doors.map(({ door, mode, failMode, minQuality, framesDemanded }) => {
    const entry = earlier?.doors.find((known) => known.door === door);
    const maxFrames = framesDemanded ?? DEFAULT_FRAME_DEMAND.demanded;
    const attempt = { ...attemptOf(entry), maxFrames, minQuality: minQuality ?? 0 };
    return { ...entry, door, mode, failMode, attempt };
  });
}

/** Whatever else of it was set by hand stays. */
function attemptOf(entry: EdgeBundleFile['doors'][number] | undefined): object {
  const attempt = entry?.attempt;
  return typeof attempt === 'object' && attempt !== null ? attempt : {};
}

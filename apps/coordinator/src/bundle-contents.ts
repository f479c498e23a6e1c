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
  return doors.map(({ door, mode, failMode, minQuality, framesDemanded, pad }) => {
    const { pad: _, ...entry } = earlier?.doors.find((known) => known.door === door) ?? { door };
    const maxFrames = framesDemanded ?? DEFAULT_FRAME_DEMAND.demanded;
    const attempt = { ...attemptOf(entry), maxFrames, minQuality: minQuality ?? 0 };
    // Left out where nobody has decided, so that an edge that knows no PAD reads its bundle as before.
    return { ...entry, door, mode, failMode, ...(pad !== undefined && { pad }), attempt };
  });
}

/** Whatever else of it was set by hand stays. */
function attemptOf({ attempt }: Readonly<Record<string, unknown>>): object {
  return typeof attempt === 'object' && attempt !== null ? attempt : {};
}

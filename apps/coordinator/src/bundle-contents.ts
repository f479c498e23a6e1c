import type { Roster } from '@portero/roster';
import { type Logger, systemClock } from '@portero/runtime';
import { ConfigVersions } from './config-versions.ts';
import type { EdgeBundleFile } from './edge-bundle-file.ts';
import { DEFAULT_FRAME_DEMAND } from './frame-demand.ts';
import { loadCoordinatorKey } from './keys.ts';
import { loadSealingKeySet } from './sealing-key-file.ts';
import { currentSealingKey } from './sealing-key-set.ts';

interface BundleDeps {
  roster: Pick<Roster, 'places'>;
  dataDir: string;
  logger: Logger;
}

/** What an edge is told beside its own keys: whose commands to obey, whom to seal to, and about its doors. */
export async function bundleContents(
  deps: BundleDeps,
  address: string,
  earlier?: EdgeBundleFile,
): Promise<Pick<EdgeBundleFile, 'address' | 'coordinatorKeys' | 'sealingKey' | 'configVersion' | 'doors'>> {
  const { publicJwk } = await loadCoordinatorKey(deps, deps);
  const sealingKeys = await loadSealingKeySet(deps, deps);
  return {
    address,
    coordinatorKeys: [publicJwk],
    sealingKey: currentSealingKey(sealingKeys, systemClock.now()).publicJwk,
    configVersion: await new ConfigVersions(deps, { clock: systemClock }).latest(),
    doors: await doorsOf(deps, address, earlier),
  };
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

import type { DoorConfigInput, DoorParts } from '@portero/edge-agent';
import { CliError } from '../cli-error.ts';

/** A door that this process runs: its place, and what its edge uses there. */
export interface DoorPlan {
  /** `site/building/edge/door` */
  address: string;
  settings: Omit<DoorConfigInput, 'door'>;
  /** Made here instead of from the settings. */
  parts?: DoorParts;
}

/**
 * `hq/main/lobby/front=dir:./frames` → the door and what it is given; a value without a door is for the only one.
 *
 * @param option the option's name, for the message
 * @throws {CliError} USAGE for a door that is not among them, or when it is unclear which is meant
 */
export function assignToDoors(
  values: readonly string[],
  doors: readonly string[],
  option: string,
): ReadonlyMap<string, string> {
  const assigned = new Map<string, string>();
  for (const value of values) {
    const at = value.indexOf('=');
    const named = at > 0 && /^[a-z0-9-]+(?:\/[a-z0-9-]+){3}$/.test(value.slice(0, at));
    const door = named ? value.slice(0, at) : doors.length === 1 ? doors[0] : undefined;
    if (door === undefined || !doors.includes(door)) {
      throw new CliError('USAGE', {
        what: door
          ? `${option} names the door ${door}, which is not run here`
          : `${option} says not which door`,
        fix: `Write ${option} DOOR=VALUE with one of: ${doors.join(', ') || '(no door yet; add --door)'}.`,
      });
    }
    assigned.set(door, named ? value.slice(at + 1) : value);
  }
  return assigned;
}

/** Portraits of 96×96 pixels, which folders are full of, have faces of about 40; the agent's default is for cameras. */
const MIN_FACE_PX_IN_FOLDERS = 32;

/** Pictures of a folder have nothing to do with each other, so each stands alone; a camera's belong together. */
export function doorPlan(address: string, camera: string, actuator: string | undefined): DoorPlan {
  const isFolder = camera.startsWith('dir:');
  return {
    address,
    settings: {
      camera,
      independentFrames: isFolder,
      ...(isFolder && { minFacePx: MIN_FACE_PX_IN_FOLDERS }),
      ...(actuator !== undefined && { actuator }),
    },
  };
}

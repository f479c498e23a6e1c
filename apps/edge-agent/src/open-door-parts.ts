import type { Clock, Logger } from '@portero/runtime';
import { createActuator } from './actuators/create-actuator.ts';
import type { DoorActuator } from './actuators/door-actuator.ts';
import type { DoorParts } from './agent-types.ts';
import type { CardReader } from './cards/card-reader.ts';
import { createCardReader } from './cards/create-card-reader.ts';
import type { DoorConfig } from './door-config.ts';
import { EdgeError } from './edge-error.ts';
import type { FrameSource } from './sources/frame.ts';
import { openFrameSource } from './sources/open-frame-source.ts';

export interface OpenedDoorParts {
  readonly source: FrameSource;
  readonly actuator: DoorActuator;
  readonly cardReader: CardReader | undefined;
}

/**
 * Camera, lock and card reader of a door: those supplied, otherwise those configured.
 * @throws {EdgeError} CONFIG_INVALID for a door without a camera; SOURCE_URI_INVALID; FFMPEG_MISSING
 */
export async function openDoorParts(
  config: DoorConfig,
  supplied: DoorParts,
  deps: { logger: Logger; clock: Clock },
): Promise<OpenedDoorParts> {
  return {
    source: supplied.source ?? (await openCamera(config, deps)),
    actuator: supplied.actuator ?? createActuator(config.actuator, deps),
    cardReader: supplied.cardReader ?? createCardReader(config.cardReader, deps),
  };
}

function openCamera(
  { door, camera }: DoorConfig,
  deps: { logger: Logger; clock: Clock },
): Promise<FrameSource> {
  if (!camera) {
    throw new EdgeError(
      'CONFIG_INVALID',
      `The door ${door} has no camera. Name one in the bundle file, or in PORTERO_CAMERA for an edge with one door.`,
    );
  }
  const { intervalMs, maxFailures, ...rest } = camera;
  return openFrameSource(
    {
      ...rest,
      ...(intervalMs !== undefined && { intervalMs }),
      ...(maxFailures !== undefined && { maxFailures }),
    },
    deps,
  );
}

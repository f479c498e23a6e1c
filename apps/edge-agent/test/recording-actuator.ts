import type { DoorActuator, UnlockContext } from '../src/actuators/door-actuator.ts';

export interface RecordingActuator extends DoorActuator {
  readonly unlocks: (UnlockContext & { pulseMs: number })[];
  /** Makes the next unlocks fail. */
  failure: Error | undefined;
}

/** A lock that remembers what it was told. */
export function recordingActuator(): RecordingActuator {
  return {
    unlocks: [],
    failure: undefined,
    state: 'locked',
    async unlock(pulseMs, context) {
      if (this.failure) throw this.failure;
      this.unlocks.push({ pulseMs, ...context });
    },
    onStateChange: () => () => {},
    async stop() {},
  };
}

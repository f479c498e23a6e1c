import type { UnlockContext } from './door-actuator.ts';

/** How one kind of hardware is told. `PulsedActuator` makes a lock of it. */
export interface Relay {
  /** @throws whatever went wrong; the relay may have switched nevertheless */
  unlock(pulseMs: number, context: UnlockContext): Promise<void>;
  /** Absent where the device ends its pulse itself. */
  readonly lock?: () => Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** `{pulseMs}` and `{pulseSeconds}` in a payload or URL, for devices that end the pulse themselves. */
export function fillPulse(template: string, pulseMs: number): string {
  return template
    .replaceAll('{pulseMs}', String(pulseMs))
    .replaceAll('{pulseSeconds}', String(Math.ceil(pulseMs / 1000)));
}

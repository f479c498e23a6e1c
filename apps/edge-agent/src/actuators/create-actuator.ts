import { type Clock, type Logger, systemClock } from '@portero/runtime';
import type { ActuatorConfig } from './actuator-config.ts';
import type { DoorActuator } from './door-actuator.ts';
import { execRelay } from './exec-relay.ts';
import { httpRelay } from './http-relay.ts';
import { logRelay } from './log-relay.ts';
import { mqttRelay } from './mqtt-relay.ts';
import { PulsedActuator } from './pulsed-actuator.ts';
import type { Relay } from './relay.ts';

/** The lock that a door's configuration names. */
export function createActuator(
  config: ActuatorConfig,
  { logger, clock = systemClock }: { logger: Logger; clock?: Clock },
): DoorActuator {
  return new PulsedActuator(createRelay(config, logger), { logger, clock });
}

function createRelay(config: ActuatorConfig, logger: Logger): Relay {
  switch (config.kind) {
    case 'log':
      return logRelay(logger);
    case 'mqtt':
      return mqttRelay(config, { logger });
    case 'http':
      return httpRelay(config);
    case 'exec':
      return execRelay(config);
  }
}

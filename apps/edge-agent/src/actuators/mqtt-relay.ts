import { type Logger, newId } from '@portero/runtime';
import { connectLater } from '../connect-later.ts';
import type { MqttActuatorConfig } from './actuator-config.ts';
import { fillPulse, type Relay } from './relay.ts';

/**
 * A relay that listens to MQTT. Nothing is retained, and nothing is sent while there is no connection: an "on" that
 * waited in a queue would open the door when nobody stands there.
 */
export function mqttRelay(config: MqttActuatorConfig, { logger }: { logger: Logger }): Relay {
  const { topic, timeoutMs, onPayload, offPayload, brokerUrl: url, username, password } = config;
  const credentials = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  const later = connectLater({ url, clientId: `portero-relay-${newId()}`, ...credentials }, { logger });

  async function send(payload: string): Promise<void> {
    if (!later.bus?.connected) throw new Error(`the broker of the relay ${topic} is not connected`);
    await later.bus.publish(topic, payload, { qos: 1, retain: false, timeoutMs });
  }

  return {
    unlock: (pulseMs) => send(fillPulse(onPayload, pulseMs)),
    ...(offPayload !== undefined && { lock: () => send(offPayload) }),
    stop: () => later.stop(),
  };
}

import { describe, expect, it } from 'vitest';
import { acceptsUnsealed, readCoordinatorConfig } from './config.ts';

describe('readCoordinatorConfig', () => {
  it('needs nothing: embedded database and broker on this machine only, no web port', () => {
    const config = readCoordinatorConfig({});
    expect(config).toMatchObject({ dataDir: './.portero', brokerHost: '127.0.0.1', brokerPort: 1883 });
    expect(config).not.toHaveProperty('databaseUrl');
    expect(config).not.toHaveProperty('mqttUrl');
    expect(config).not.toHaveProperty('httpPort');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    ['embedded, on the loopback', {}, true],
    ['embedded, on the loopback of IPv6', { PORTERO_BROKER_HOST: '::1' }, true],
    ['embedded, told to demand the seal', { PORTERO_ALLOW_UNSEALED: 'false' }, false],
    ['embedded, for the whole network', { PORTERO_BROKER_HOST: '0.0.0.0' }, false],
    ['embedded, on an address of the network', { PORTERO_BROKER_HOST: '10.0.0.5' }, false],
    ['external', { MQTT_URL: 'mqtt://10.0.0.5' }, false],
    ['external, on this machine', { MQTT_URL: 'mqtt://127.0.0.1' }, false],
    ['external, told to do without', { MQTT_URL: 'mqtt://10.0.0.5', PORTERO_ALLOW_UNSEALED: 'true' }, true],
  ])('takes unsealed observations from a broker that is %s: %j', (_name, env, taken) => {
    expect(acceptsUnsealed(readCoordinatorConfig(env))).toBe(taken);
  });

  it('names every variable that is wrong', () => {
    expect(() => readCoordinatorConfig({ DATABASE_URL: 'mysql://x', PORTERO_MAX_QUEUED: 'many' })).toThrow(
      /DATABASE_URL.*PORTERO_MAX_QUEUED/s,
    );
  });
});

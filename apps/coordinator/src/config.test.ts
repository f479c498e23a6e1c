import { describe, expect, it } from 'vitest';
import { acceptsUnsealed, readCoordinatorConfig } from './config.ts';
import { edgeBrokerUrl, enrolmentUrl } from './edge-broker-url.ts';

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

  it('leaves to the gallery from which size on it has a graph, unless it is told', () => {
    expect(readCoordinatorConfig({})).not.toHaveProperty('galleryGraphFrom');
    const env = { PORTERO_GALLERY_GRAPH_FROM: '300000' };
    expect(readCoordinatorConfig(env).galleryGraphFrom).toBe(300_000);
  });

  it('names every variable that is wrong', () => {
    expect(() => readCoordinatorConfig({ DATABASE_URL: 'mysql://x', PORTERO_MAX_QUEUED: 'many' })).toThrow(
      /DATABASE_URL.*PORTERO_MAX_QUEUED/s,
    );
  });

  it.each([
    [{}, 'plaintext', 1883],
    [{ PORTERO_BROKER_HOST: '127.0.0.2' }, 'plaintext', 1883],
    [{ PORTERO_BROKER_HOST: '::1' }, 'plaintext', 1883],
    [{ PORTERO_BROKER_TLS: 'on' }, 'mutual-tls', 8883],
    [{ PORTERO_BROKER_HOST: '0.0.0.0' }, 'mutual-tls', 8883],
    [{ PORTERO_BROKER_HOST: '::' }, 'mutual-tls', 8883],
    [{ PORTERO_BROKER_HOST: '10.0.0.5', PORTERO_BROKER_PORT: '1883' }, 'mutual-tls', 1883],
    [{ PORTERO_BROKER_HOST: 'localhost.evil.example' }, 'mutual-tls', 8883],
    [{ PORTERO_BROKER_HOST: '10.0.0.5', PORTERO_BROKER_TLS: 'plaintext' }, 'plaintext', 1883],
  ])('with %j the embedded broker speaks %s on %i', (env, brokerTransport, brokerPort) => {
    expect(readCoordinatorConfig(env)).toMatchObject({ brokerTransport, brokerPort });
  });

  it.each([
    [{}, undefined],
    [{ PORTERO_BROKER_HOST: '10.0.0.5' }, 'mqtts://10.0.0.5:8883'],
    [{ PORTERO_BROKER_HOST: '0.0.0.0', PORTERO_SERVER_NAMES: 'a.hq, b.hq' }, 'mqtts://a.hq:8883'],
    [{ PORTERO_BROKER_HOST: 'fd00::5' }, 'mqtts://[fd00::5]:8883'],
    [{ MQTT_URL: 'mqtts://user:secret@broker.hq:8883' }, 'mqtts://broker.hq:8883'],
    [{ MQTT_URL: 'mqtt://broker.hq' }, undefined],
    [{ MQTT_URL: 'mqtt://broker.hq', PORTERO_EDGE_BROKER_URL: 'mqtts://door.hq' }, 'mqtts://door.hq'],
  ])('with %j edges are told to connect to %s', (env, expected) => {
    expect(edgeBrokerUrl(readCoordinatorConfig(env))).toBe(expected);
  });

  it('serves enrolment where it is told to, under the first name of the machine', () => {
    expect(enrolmentUrl(readCoordinatorConfig({}))).toBeUndefined();
    const env = { PORTERO_ENROL_PORT: '8444', PORTERO_BROKER_HOST: '10.0.0.5' };
    expect(enrolmentUrl(readCoordinatorConfig(env))).toBe('https://10.0.0.5:8444');
  });

  it('says where the master key is, and nothing of it by default', () => {
    expect(readCoordinatorConfig({}).masterKey).toEqual({ previousKeys: [] });
    const env = { PORTERO_MASTER_KEY: 'new', PORTERO_MASTER_KEY_PREVIOUS: 'old,older' };
    expect(readCoordinatorConfig(env).masterKey).toEqual({ key: 'new', previousKeys: ['old', 'older'] });
    expect(readCoordinatorConfig({ PORTERO_MASTER_KEY_COMMAND: '/bin/seal' }).masterKey).toMatchObject({
      command: '/bin/seal',
    });
  });
});

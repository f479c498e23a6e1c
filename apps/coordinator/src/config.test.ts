import { describe, expect, it } from 'vitest';
import { readCoordinatorConfig } from './config.ts';

describe('readCoordinatorConfig', () => {
  it('needs nothing: embedded database and broker on this machine only, no web port', () => {
    const config = readCoordinatorConfig({});
    expect(config).toMatchObject({ dataDir: './.portero', brokerHost: '127.0.0.1', brokerPort: 1883 });
    expect(config).not.toHaveProperty('databaseUrl');
    expect(config).not.toHaveProperty('mqttUrl');
    expect(config).not.toHaveProperty('httpPort');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every variable that is wrong', () => {
    expect(() => readCoordinatorConfig({ DATABASE_URL: 'mysql://x', PORTERO_MAX_QUEUED: 'many' })).toThrow(
      /DATABASE_URL.*PORTERO_MAX_QUEUED/s,
    );
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

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig } from './config.ts';

const schema = z.object({ PORT: z.coerce.number().int().max(65535).default(1883), HOST: z.string() });

describe('readConfig', () => {
  it('gives a frozen configuration and takes an empty variable for an absent one', () => {
    const config = readConfig(schema, { PORT: '', HOST: 'door' });
    expect(config).toEqual({ PORT: 1883, HOST: 'door' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every variable that is wrong', () => {
    const read = () => readConfig(schema, { PORT: '99999' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT: .*HOST: /s);
  });
});

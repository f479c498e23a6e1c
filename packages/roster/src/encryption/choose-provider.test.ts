import { randomBytes } from 'node:crypto';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { chooseProvider, masterKeySettings } from './choose-provider.ts';

const key = () => randomBytes(32).toString('base64');
const BINDING = Buffer.from('somebody');

describe('the provider of master keys', () => {
  it('reads its settings from the environment, where an empty variable counts as absent', () => {
    expect(masterKeySettings({})).toEqual({ previousKeys: [] });
    expect(masterKeySettings({ PORTERO_MASTER_KEY: '', PORTERO_MASTER_KEY_COMMAND: '' })).toEqual({
      previousKeys: [],
    });
    const env = { PORTERO_MASTER_KEY: 'a', PORTERO_MASTER_KEY_PREVIOUS: ' b, c,' };
    expect(masterKeySettings(env)).toEqual({ key: 'a', previousKeys: ['b', 'c'] });
  });

  it('goes over from file to environment with what the file had wrapped', async () => {
    const dataDir = temporaryFolder();
    const file = chooseProvider({}, dataDir);
    const old = await file.createFirst();
    const wrapped = await file.wrap(old, Buffer.from('secret'), BINDING);
    const environment = chooseProvider({ key: key() }, dataDir);
    const [newest, older] = await environment.keyIds();
    expect(older).toBe(old);
    expect(newest).not.toBe(old);
    expect((await environment.unwrap(old, wrapped, BINDING))?.toString()).toBe('secret');
  });

  it('makes no key, and discards none, where it is given them', async () => {
    const provider = chooseProvider({ key: key() }, temporaryFolder());
    await expect(provider.createNext()).rejects.toMatchObject({ code: 'MASTER_KEY_EXTERNAL' });
    const [id] = await provider.keyIds();
    await expect(provider.discard(id!)).rejects.toMatchObject({ code: 'MASTER_KEY_EXTERNAL' });
    await expect(provider.discard('mk-none')).rejects.toMatchObject({ code: 'MASTER_KEY_MISSING' });
  });

  it('finds a key that another process has made since, and says where it looked for one that is not there', async () => {
    const dataDir = temporaryFolder();
    const one = chooseProvider({}, dataDir);
    await one.createFirst();
    const other = chooseProvider({}, dataDir);
    const id = await other.createNext();
    const wrapped = await one.wrap(id, Buffer.from('secret'), BINDING);
    expect((await other.unwrap(id, wrapped, BINDING))?.toString()).toBe('secret');
    await expect(one.wrap('mk-none', wrapped, BINDING)).rejects.toMatchObject({
      code: 'MASTER_KEY_MISSING',
      context: { keyId: 'mk-none', place: expect.stringContaining(dataDir) },
    });
  });

  it.each(['', 'secret', randomBytes(16).toString('base64'), `${key()}AA`])(
    'refuses %j for a key, without quoting it',
    (text) => {
      const refusal = (() => {
        try {
          chooseProvider({ key: text }, temporaryFolder());
        } catch (error) {
          return error as Error;
        }
      })();
      expect(refusal).toMatchObject({ code: 'MASTER_KEY_INVALID' });
      if (text !== '') expect(refusal!.message).not.toContain(text);
    },
  );
});

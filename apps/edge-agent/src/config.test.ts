import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSigningKey } from '@portero/protocol';
import { temporaryFolder } from '@portero/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { readEdgeConfig } from './config.ts';
import { parseEdgeBundle } from './edge-bundle.ts';

const { privateJwk, publicJwk } = await generateSigningKey();
const TLS = { ca: 'a certificate', cert: 'a certificate', key: 'a key' };
const bundle = {
  address: 'hq/main/lobby',
  brokerUrl: 'mqtt://127.0.0.1:1883',
  username: 'edge-lobby',
  password: 's3cret-password',
  signingKey: privateJwk,
  coordinatorKeys: [publicJwk],
  doors: ['front'] as unknown[],
};
let path = '';
const write = (value: unknown) => writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
const read = (env: Record<string, string> = {}) => readEdgeConfig({ PORTERO_EDGE_BUNDLE: path, ...env });

beforeEach(() => {
  path = join(temporaryFolder(), 'edge.json');
});

it('reads a bundle: a bare door has every setting at its default', async () => {
  await write(bundle);
  const config = await read();
  expect(config).toMatchObject({ language: 'en', logLevel: 'info', dataDir: './.portero' });
  expect(config.bundle.doors).toMatchObject([
    { door: 'front', mode: 'either', actuator: { kind: 'log' }, attempt: { maxFrames: 3 } },
  ]);
});

it('reads camera and actuator in one line or in full', async () => {
  const doors = [
    { door: 'front', camera: 'rtsp://10.0.0.9/1', actuator: 'http://10.0.0.5/open' },
    { door: 'back', camera: { uri: 'v4l2:/dev/video0', maxFps: 5 }, actuator: { kind: 'log' } },
  ];
  await write({ ...bundle, doors });
  expect((await read()).bundle.doors).toMatchObject([
    { camera: { uri: 'rtsp://10.0.0.9/1', maxFps: 10 }, actuator: { kind: 'http', timeoutMs: 2000 } },
    { camera: { uri: 'v4l2:/dev/video0', maxFps: 5 }, actuator: { kind: 'log' } },
  ]);
});

it('refuses photographs for a door that asks people to turn their heads, wherever they are named', async () => {
  const front = (settings: object) => write({ ...bundle, doors: [{ door: 'front', ...settings }] });
  const photographs = {
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/photographs cannot answer.*--pad/),
  };
  await front({ pad: 'active', camera: 'dir:/photos' });
  await expect(read()).rejects.toMatchObject(photographs);
  await front({ pad: 'required', camera: 'rtsp://10.0.0.9/1', independentFrames: true });
  await expect(read()).rejects.toMatchObject(photographs);
  await front({ pad: 'active', camera: 'rtsp://10.0.0.9/1' });
  expect((await read()).bundle.doors).toMatchObject([{ pad: 'active', challengeSteps: 3 }]);
  await expect(read({ PORTERO_CAMERA: 'dir:/photos' })).rejects.toMatchObject(photographs);
  await front({ pad: 'passive', camera: 'dir:/photos', independentFrames: true });
  expect((await read()).bundle.doors).toMatchObject([{ pad: 'passive' }]);
});

it('lets the environment name camera and actuator of a single door', async () => {
  await write(bundle);
  const config = await read({
    PORTERO_CAMERA: 'dir:/photos',
    PORTERO_ACTUATOR: 'exec:/bin/true',
    PORTERO_LANGUAGE: 'es',
  });
  expect(config).toMatchObject({
    language: 'es',
    bundle: { doors: [{ camera: { uri: 'dir:/photos' }, actuator: { unlockCommand: ['/bin/true'] } }] },
  });
  await write({ ...bundle, doors: ['front', 'back'] });
  await expect(read({ PORTERO_CAMERA: 'dir:/photos' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

it('signs once a session, unless it is told to sign each message', async () => {
  await write(bundle);
  expect((await read()).proof).toBe('session');
  expect((await read({ PORTERO_PROOF: 'signature' })).proof).toBe('signature');
  await expect(read({ PORTERO_PROOF: 'none' })).rejects.toThrow(/PORTERO_PROOF/);
});

it('reads a bundle with a certificate instead of a password, for an encrypted broker', () => {
  const { username: _username, password: _password, ...rest } = bundle;
  const read = parseEdgeBundle({ ...rest, tls: TLS, brokerUrl: 'mqtts://broker.hq:8883' });
  expect(read).toMatchObject({ tls: TLS, brokerUrl: 'mqtts://broker.hq:8883' });
});

describe('a bundle that cannot be used', () => {
  it('is named, with what to do, when it is missing', async () => {
    await expect(read()).rejects.toMatchObject({
      code: 'BUNDLE_UNREADABLE',
      message: expect.stringContaining('portero edge provision'),
    });
  });

  it('does not leak its content when it is not JSON', async () => {
    await write(`{"password": "s3cret-password" oops`);
    const error: Error = await read().then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(`${error.message} ${JSON.stringify(error)} ${error.cause}`).not.toContain('s3cret');
  });

  it.each([
    ['address', { address: 'hq/main' }],
    ['doors', { doors: [] }],
    ['doors.0.door', { doors: [{ door: 'Front Door' }] }],
    ['doors.0', { doors: [{ door: 'front', camra: 'dir:x' }] }],
    ['coordinatorKeys', { coordinatorKeys: [] }],
    ['signingKey.d', { signingKey: publicJwk }],
    ['brokerUrl', { tls: TLS, brokerUrl: 'mqtt://broker.hq:1883' }],
    ['brokerUrl', { tls: TLS, brokerUrl: 'ws://broker.hq' }],
    ['enrolUrl', { tls: TLS, brokerUrl: 'mqtts://broker.hq', enrolUrl: 'http://coordinator.hq' }],
    ['tls', { password: undefined }],
    ['tls.key', { tls: { ca: 'x', cert: 'x' } }],
  ])('names the field %s', (field, change) => {
    expect(() => parseEdgeBundle({ ...bundle, ...change })).toThrow(
      expect.objectContaining({
        code: 'BUNDLE_INVALID',
        message: expect.stringContaining(field),
        context: { fields: expect.arrayContaining([field]) },
      }),
    );
  });
});

import { expect, it } from 'vitest';
import { parseActuator } from './actuator-config.ts';

it.each([
  ['log', { kind: 'log' }],
  ['http://10.0.0.5/relay/0?turn=on&timer={pulseSeconds}', { kind: 'http', method: 'POST' }],
  [
    'exec:/usr/local/bin/open-door --relay 1',
    { unlockCommand: ['/usr/local/bin/open-door', '--relay', '1'] },
  ],
  [
    'mqtt://user:p%40ss@10.0.0.2:1883/cmnd/door1/POWER?on=ON&off=OFF',
    {
      ...{ kind: 'mqtt', brokerUrl: 'mqtt://10.0.0.2:1883', topic: 'cmnd/door1/POWER' },
      ...{ username: 'user', password: 'p@ss', onPayload: 'ON', offPayload: 'OFF' },
    },
  ],
  ['mqtt://10.0.0.2/shelly/command/switch:0?on=on,{pulseSeconds}', { onPayload: 'on,{pulseSeconds}' }],
])('reads %s', (text, fields) => {
  expect(parseActuator(text)).toMatchObject(fields);
});

it.each(['', 'relay', 'exec:', 'http://', 'mqtt://host:1883/', 'mqtt://host/with/+/wildcard', 'ftp://host'])(
  'refuses %j with the forms that exist',
  (text) => {
    expect(() => parseActuator(text)).toThrow(
      expect.objectContaining({
        code: 'ACTUATOR_URI_INVALID',
        message: expect.stringContaining('exec:/program'),
      }),
    );
  },
);

it('keeps a password out of the error', () => {
  expect(() => parseActuator('mqtt://user:s3cret@host/')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('s3cret') }),
  );
});

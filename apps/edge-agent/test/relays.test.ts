import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connectBus, startBroker } from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { freePort, recordingLogger, temporaryFolder } from '@portero/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { actuatorConfigSchema } from '../src/actuators/actuator-config.ts';
import { createActuator } from '../src/actuators/create-actuator.ts';
import { createCardReader } from '../src/cards/create-card-reader.ts';
import { eventually } from './eventually.ts';

const context = { door: 'hq/main/lobby/front', requestId: 'request-1' };
const logger = silentLogger();

function makeActuator(config: object) {
  const actuator = createActuator(actuatorConfigSchema.parse(config), { logger });
  onTestFinished(() => actuator.stop());
  return actuator;
}

describe('a lock behind a URL', () => {
  async function device(status = 200) {
    const calls: string[] = [];
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      calls.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'} ${body}`.trim());
      if (status > 0) response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { calls, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it('is asked to open, with the reason, and to shut', async () => {
    const { calls, host } = await device();
    const urls = { unlockUrl: `http://${host}/on`, lockUrl: `http://${host}/off` };
    const actuator = makeActuator({ kind: 'http', ...urls });
    await actuator.unlock(100, context);
    expect(actuator.state).toBe('unlocked');
    await eventually(() => expect(actuator.state).toBe('locked'));
    expect(calls).toEqual([
      `POST /on - ${JSON.stringify({ action: 'unlock', pulseMs: 100, ...context })}`,
      `POST /off - ${JSON.stringify({ action: 'lock', pulseMs: 0 })}`,
    ]);
  });

  it('may be a simple device that ends the pulse itself', async () => {
    const { calls, host } = await device();
    const unlockUrl = `http://u:p@${host}/relay/0?turn=on&timer={pulseSeconds}`;
    await makeActuator({ kind: 'http', method: 'GET', unlockUrl }).unlock(2500, context);
    expect(calls).toEqual([`GET /relay/0?turn=on&timer=3 Basic ${Buffer.from('u:p').toString('base64')}`]);
  });

  it.each([
    [500, 'answers 500'],
    [0, 'does not answer'],
  ])('fails with the cause when it answers %i', async (status, cause) => {
    const { host } = await device(status);
    const actuator = makeActuator({ kind: 'http', unlockUrl: `http://${host}/on`, timeoutMs: 100 });
    await expect(actuator.unlock(1000, context)).rejects.toMatchObject({
      code: 'ACTUATOR_FAILED',
      message: expect.stringContaining(cause),
    });
  });
});

describe('a lock behind a program', () => {
  async function program(script: string): Promise<string> {
    const file = join(temporaryFolder(), 'door.sh');
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return file;
  }

  it('is started without a shell and told what to do', async () => {
    const file = await program(
      'printf "%s|" "$PORTERO_ACTION" "$PORTERO_PULSE_MS" "$PORTERO_DOOR" "$@" >> "$0.log"',
    );
    const argument = '$(touch /tmp/never); a b';
    const actuator = makeActuator({ kind: 'exec', unlockCommand: [file, argument], lockCommand: [file] });
    await actuator.unlock(100, context);
    await eventually(() => expect(actuator.state).toBe('locked'));
    expect(await readFile(`${file}.log`, 'utf8')).toBe(`unlock|100|hq/main/lobby/front|${argument}|lock|||`);
  });

  it('gets nothing of the environment but its path', async () => {
    process.env.PORTERO_TEST_SECRET = 's3cret';
    onTestFinished(() => void delete process.env.PORTERO_TEST_SECRET);
    const file = await program('env > "$0.log"');
    await makeActuator({ kind: 'exec', unlockCommand: [file] }).unlock(100, context);
    const environment = await readFile(`${file}.log`, 'utf8');
    expect(environment).toContain('PORTERO_REQUEST_ID=request-1');
    expect(environment).not.toContain('s3cret');
  });

  it.each([
    ['exit 3', 'failed'],
    ['exec sleep 60', 'ended after 150 ms'],
  ])('fails with the cause: %s', async (script, cause) => {
    const actuator = makeActuator({ kind: 'exec', unlockCommand: [await program(script)], timeoutMs: 150 });
    await expect(actuator.unlock(1000, context)).rejects.toMatchObject({
      message: expect.stringContaining(cause),
    });
  });

  it('fails when the program does not exist', async () => {
    const actuator = makeActuator({ kind: 'exec', unlockCommand: ['/nowhere/door'] });
    await expect(actuator.unlock(1000, context)).rejects.toMatchObject({ code: 'ACTUATOR_FAILED' });
  });
});

describe('hardware on a broker of its own', () => {
  const anybody = {
    authenticate: async () => ({ role: 'observer' as const, username: 'anybody' }),
    authorise: { mayPublish: () => true, maySubscribe: () => true },
  };

  async function listener(topic: string, port = 0) {
    const broker = await startBroker({ port }, { logger, ...anybody });
    const bus = await connectBus({ url: broker.url, clientId: 'listener' }, { logger });
    onTestFinished(async () => {
      await bus.stop();
      await broker.stop();
    });
    const messages: string[] = [];
    await bus.subscribe(topic, ({ payload, retain }) => {
      messages.push(`${payload}${retain ? ' retained' : ''}`);
    });
    return { broker, bus, messages };
  }

  it('opens and shuts a relay, and retains nothing', async () => {
    const { broker, bus, messages } = await listener('cmnd/door/POWER');
    const relay = {
      brokerUrl: broker.url,
      topic: 'cmnd/door/POWER',
      onPayload: 'ON,{pulseMs}',
      offPayload: 'OFF',
    };
    const actuator = makeActuator({ kind: 'mqtt', ...relay });
    await eventually(() => actuator.unlock(100, context));
    // Attempts before the connection may have left an OFF: a relay that may have switched is told to shut.
    await eventually(() => expect(messages.slice(-2)).toEqual(['ON,100', 'OFF']));
    const late: string[] = [];
    await bus.subscribe('cmnd/#', ({ payload }) => {
      late.push(payload.toString());
    });
    await bus.publish('cmnd/marker', 'end');
    await eventually(() => expect(late).toEqual(['end']));
  });

  it('refuses at once while the broker is away, and never opens later because of it', async () => {
    const port = await freePort();
    const relay = { brokerUrl: `mqtt://127.0.0.1:${port}`, topic: 'door', onPayload: 'ON,{pulseMs}' };
    const actuator = makeActuator({ kind: 'mqtt', ...relay });
    const away = expect.objectContaining({ message: expect.stringContaining('not connected') });
    await expect(actuator.unlock(1000, context)).rejects.toEqual(away);
    const first = await listener('door', port);
    await eventually(() => actuator.unlock(2000, context));
    await eventually(() => expect(first.messages).toEqual(['ON,2000']));

    await first.bus.stop();
    await first.broker.stop();
    await eventually(() => expect(actuator.unlock(3000, context)).rejects.toEqual(away));
    const second = await listener('door', port);
    await eventually(() => actuator.unlock(60_000, context));
    await eventually(() => expect(second.messages).toContain('ON,60000'));
    expect(second.messages).toEqual(['ON,60000']);
  });

  it('reads cards, but not those that the broker kept', async () => {
    const { broker, bus } = await listener('cards/front');
    await bus.publish('cards/front', 'KEPT', { retain: true });
    const { logger: recorder, text } = recordingLogger();
    const config = { kind: 'mqtt', brokerUrl: broker.url, topic: 'cards/front' } as const;
    const reader = createCardReader(config, { logger: recorder });
    const tokens: string[] = [];
    const reading = (async () => {
      for await (const { token } of reader ?? []) tokens.push(token);
    })();
    await eventually(async () => {
      await bus.publish('cards/front', '04A1B2');
      expect(tokens.length).toBeGreaterThan(0);
    });
    await reader?.stop();
    await reading;
    expect(new Set(tokens)).toEqual(new Set(['04A1B2']));
    expect(text()).not.toContain('04A1B2');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { StopStack } from './lifecycle.ts';
import { silentLogger } from './logger.ts';

describe('StopStack', () => {
  it('stops in reverse order, each part once, however often it is asked', async () => {
    const stopped: string[] = [];
    const stack = new StopStack(silentLogger());
    stack.add('database', () => void stopped.push('database'));
    stack.add('server', () => void stopped.push('server'));
    await Promise.all([stack.stop(), stack.stop()]);
    await stack.stop();
    expect(stopped).toEqual(['server', 'database']);
  });

  it('stops the others when one throws', async () => {
    const stopped: string[] = [];
    const stack = new StopStack(silentLogger());
    stack.add('database', () => void stopped.push('database'));
    stack.add('server', () => Promise.reject(new Error('refused')));
    await stack.stop();
    expect(stopped).toEqual(['database']);
  });

  it('stops at once what is added after it began', async () => {
    const stack = new StopStack(silentLogger());
    await stack.stop();
    let stopped = false;
    stack.add('late', () => {
      stopped = true;
    });
    await stack.stop();
    expect(stopped).toBe(true);
  });
});

describe('runUntilSignal', () => {
  /** A process of its own, as the signal is the process's. */
  async function runAndSignal(start: string): Promise<string> {
    const runtime = new URL('../dist/index.js', import.meta.url).href;
    const program = `
      import { runUntilSignal, silentLogger } from ${JSON.stringify(runtime)};
      const service = { start: ${start}, stop: async () => { console.log('stopped'); process.exit(); } };
      setInterval(() => {}, 1000);
      setImmediate(() => console.log('ready'));
      await runUntilSignal(service, silentLogger());`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (String(chunk).includes('ready')) child.kill('SIGTERM');
    });
    await once(child, 'close');
    return output;
  }

  it.each([
    ['a service that runs', 'async () => {}'],
    ['a service that is still starting', '() => new Promise(() => {})'],
  ])('stops %s', async (_, start) => {
    expect(await runAndSignal(start)).toBe('ready\nstopped\n');
  });
});

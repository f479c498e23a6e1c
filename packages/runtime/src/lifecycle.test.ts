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

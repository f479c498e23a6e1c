import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function linesOf(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ name: 'test', destination }));
  return lines.join('');
}

describe('createLogger', () => {
  it('never writes an embedding, a name, an image or a secret', () => {
    const text = linesOf((logger) => {
      logger.info({ embedding: [0.123456], cardToken: 'card-7' }, 'top level');
      logger.info({ person: { name: 'Ada Lovelace', password: 'hunter2' } }, 'one level down');
    });
    for (const secret of ['0.123456', 'card-7', 'Ada', 'hunter2']) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('keeps the name of the process', () => {
    expect(JSON.parse(linesOf((logger) => logger.info('hello')))).toMatchObject({
      name: 'test',
      msg: 'hello',
    });
  });
});

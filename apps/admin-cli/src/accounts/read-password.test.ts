import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPassword } from './read-password.ts';

function terminal(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  return { stdin, stderr, signal: new AbortController().signal };
}

describe('readPassword', () => {
  it('takes the first line of standard input', async () => {
    const io = terminal(false);
    io.stdin.end('correct horse battery\nmore\n');
    expect(await readPassword(io)).toBe('correct horse battery');
  });

  it('refuses nothing at all', async () => {
    const io = terminal(false);
    io.stdin.end('');
    await expect(readPassword(io)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it.each([
    ['correct horse battery', 'correct horse battery', true],
    ['correct horse battery', 'correct horse', false],
  ])('asks twice on a terminal and shows neither: %s, %s', async (first, second, isSame) => {
    const io = terminal(true);
    const asked: string[] = [];
    io.stderr.on('data', (chunk: Buffer) => {
      asked.push(chunk.toString());
      if (chunk.toString().endsWith(': '))
        setImmediate(() => io.stdin.write(`${asked.length === 1 ? first : second}\r`));
    });
    const reading = readPassword(io);
    if (isSame) expect(await reading).toBe(first);
    else await expect(reading).rejects.toMatchObject({ code: 'USAGE' });
    expect(asked.join('')).not.toContain('horse');
  });
});

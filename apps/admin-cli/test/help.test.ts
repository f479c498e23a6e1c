import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';
import { json, porteroProcess } from './run-portero.ts';

function leaves(command: Command, path: string[] = []): { path: string; command: Command }[] {
  if (command.commands.length === 0) return [{ path: path.join(' '), command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

const io = {
  env: {},
  stdout: process.stdout,
  stderr: process.stderr,
  signal: new AbortController().signal,
};

describe('the help', () => {
  const commands = leaves(createProgram(io, { onExitCode: () => {}, onIncomplete: () => {} }));

  it('covers every command that is promised', () => {
    expect(commands.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...['demo', 'up', 'doctor', 'verify', 'identify', 'watch', 'import'],
        ...['eval verification', 'eval identification', 'calibrate fit'],
        ...['add', 'enrol', 'quality', 'forget', 'list', 'show', 'remove', 'suspend'].map(
          (name) => `person ${name}`,
        ),
        ...['card assign', 'card revoke', 'card list', 'access grant', 'access revoke', 'access list'],
        ...['building add', 'building list', 'edge provision', 'edge list', 'edge revoke', 'broker config'],
        ...['keys status', 'keys rotate', 'keys discard'],
        ...['sealing-key list', 'sealing-key rotate'],
        ...['door add', 'door list', 'adapt apply', 'adapt discard'],
        ...['add', 'show', 'remove', 'list', 'export', 'import-openface', 'manifest-template'].map(
          (name) => `model ${name}`,
        ),
        ...['lockdown start', 'lockdown end', 'lockdown status', 'person terms'],
        ...['area add', 'area list', 'area doors', 'area reset'],
        ...['holiday add', 'holiday list', 'holiday remove', 'holiday import'],
      ]),
    );
  });

  it.each(commands)('of "$path" says what it does and shows examples', ({ path, command }) => {
    let text = '';
    command.configureOutput({ writeOut: (chunk) => (text += chunk) }).outputHelp();
    expect(text).toContain(`Usage: portero ${path}`);
    expect(text).toContain('Global Options:');
    expect(text).toMatch(new RegExp(`Examples:\\n  \\$ .*portero ${path}`));
    expect(command.description().length).toBeGreaterThan(10);
  });

  it('is what the program itself prints, with the exit codes', async () => {
    const { code, stdout, stderr } = await porteroProcess(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('Exit codes:');
    expect(stdout).toContain('$ portero demo');
  });
});

describe('wrong usage', () => {
  it('ends with 2 and one line that says what is wrong and what to do', async () => {
    const { code, stdout, stderr } = await porteroProcess(['frobnicate']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe("error: unknown command 'frobnicate'. Add --help to see what the command takes.\n");
  });

  it('of a group without a command shows the help of the group', async () => {
    const { code, stdout, stderr } = await porteroProcess(['person']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Usage: portero person[\s\S]*enrol[\s\S]*error: which command/);
  });

  it('is a JSON document on standard error with --json', async () => {
    const ran = await porteroProcess(['person', 'enrol', '--json']);
    expect(ran.code).toBe(2);
    expect(json({ ...ran, stdout: ran.stderr })).toMatchObject({ error: { code: 'USAGE', exitCode: 2 } });
  });
});

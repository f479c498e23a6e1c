import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { fileSource } from './file-source.ts';
import { keyCommand } from './key-command.ts';

function inFolder(command?: string) {
  const dataDir = temporaryFolder();
  const open = () =>
    fileSource({ dataDir, command: command === undefined ? undefined : keyCommand(command) });
  return { path: join(dataDir, 'keys', 'master.key'), source: open(), open };
}

/** A program as an operator would write it, with a secret of its own; another secret opens nothing. */
async function sealingProgram(secret = 'correct horse'): Promise<string> {
  const path = join(temporaryFolder(), 'seal.sh');
  const openssl = `openssl enc -aes-256-cbc -pbkdf2 -iter 1000 -pass "pass:${secret}"`;
  await writeFile(
    path,
    `#!/bin/sh\ncase "$1" in\nseal) exec ${openssl} ;;\nunseal) exec ${openssl} -d ;;\nesac\n`,
  );
  await chmod(path, 0o700);
  return path;
}

describe('the master key in a file', () => {
  it('is made when it is first needed, for its owner only, and is the same from then on', async () => {
    const { path, source, open } = inFolder();
    expect(await source.read()).toEqual([]);
    const key = await source.createFirst();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await open().read()).toEqual([key]);
    expect(key.bytes).toHaveLength(32);
  });

  it('is one, though several processes make the first at once', async () => {
    const { source, open } = inFolder();
    const made = await Promise.all([source, open(), open(), open()].map((each) => each.createFirst()));
    const later = await open().createFirst();
    expect(new Set([...made, later].map(({ id }) => id)).size).toBe(1);
    expect(await source.read()).toEqual([later]);
  });

  it('stands before those that it replaces, until they are discarded', async () => {
    const { source, open } = inFolder();
    const first = await source.createFirst();
    const second = await source.createNext();
    expect((await open().read()).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(await source.discard(first.id)).toBe(true);
    expect(await source.discard(first.id)).toBe(false);
    expect(await open().read()).toEqual([second]);
  });

  it('is not taken when others can read it, when the file is damaged, or when the key is not what its id says', async () => {
    const { path, source, open } = inFolder();
    const { id } = await source.createFirst();
    const content = await readFile(path, 'utf8');
    const key = JSON.parse(content).keys[0].key as string;
    const changed = key.replace(/^./, key.startsWith('A') ? 'B' : 'A');
    for (const damaged of [
      '',
      '{',
      '{"version":2,"keys":[]}',
      content.slice(0, -20),
      content.replace(id, 'mk-0'),
    ]) {
      await writeFile(path, damaged);
      await expect(open().read()).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID', context: { path } });
      expect(await readFile(path, 'utf8')).toBe(damaged);
    }
    await writeFile(path, content.replace(key, changed));
    const refusal = await open()
      .read()
      .catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: 'MASTER_KEY_INVALID', context: { keyId: id } });
    expect(JSON.stringify([refusal, (refusal as Error).message])).not.toContain(changed);
    await writeFile(path, content);
    await chmod(path, 0o640);
    await expect(open().read()).rejects.toMatchObject({ code: 'KEY_FILE_PERMISSIONS' });
  });
});

describe('the master key in a file, sealed by a program', () => {
  it('does not stand in it, and opens with the program only', async () => {
    const { path, source, open } = inFolder(await sealingProgram());
    const key = await source.createFirst();
    const content = await readFile(path, 'utf8');
    expect(content).not.toContain(key.bytes.toString('base64'));
    expect(await open().read()).toEqual([key]);
    const without = fileSource({ dataDir: join(path, '../..') });
    await expect(without.read()).rejects.toMatchObject({
      code: 'MASTER_KEY_INVALID',
      message: expect.stringContaining('PORTERO_MASTER_KEY_COMMAND'),
    });
  });

  it('is refused when the program is another, is not there, or says nothing', async () => {
    const { path, source } = inFolder(await sealingProgram());
    await source.createFirst();
    const openedBy = (program: string) =>
      fileSource({ dataDir: join(path, '../..'), command: keyCommand(program) }).read();
    for (const program of [await sealingProgram('wrong'), '/nowhere/seal', '/bin/true', '/bin/false']) {
      await expect(openedBy(program), program).rejects.toMatchObject({
        code: expect.stringMatching(/^MASTER_KEY_(COMMAND_FAILED|INVALID)$/),
      });
    }
  });

  it('takes over from keys that stood in it in clear', async () => {
    const { path, source } = inFolder();
    const clear = await source.createFirst();
    const command = keyCommand(await sealingProgram());
    const sealing = fileSource({ dataDir: join(path, '../..'), command });
    const sealed = await sealing.createNext();
    expect(await sealing.read()).toEqual([sealed, clear]);
    expect(await readFile(path, 'utf8')).not.toContain(sealed.bytes.toString('base64'));
  });
});

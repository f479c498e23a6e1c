import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@portero/testkit';
import { describe, expect, test } from 'vitest';
import { webGpuAbsence } from './gpu-absence.ts';

const LINUX = { platform: 'linux', arch: 'x64' } as const;

/** A folder of device files like /dev. */
function devices(...files: readonly string[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'dri'));
  for (const file of files) writeFileSync(join(folder, file), '');
  return folder;
}

describe('a GPU for WebGPU', () => {
  test.each(['dri/renderD128', 'nvidia0', 'dxg'])('is there with /dev/%s', (file) => {
    expect(webGpuAbsence(LINUX, devices('null', file))).toBeUndefined();
  });

  test.each(['dri/card0', 'nvidiactl', 'nvidia-uvm'])('is not there with /dev/%s alone', (file) => {
    expect(webGpuAbsence(LINUX, devices('null', file))).toBe('has no GPU here to compute on');
  });

  test('is not there on a machine without device files', () => {
    expect(webGpuAbsence(LINUX, join(temporaryFolder(), 'absent'))).toBe('has no GPU here to compute on');
  });

  test('is not looked for where the package lacks the provider', () => {
    expect(webGpuAbsence({ platform: 'linux', arch: 'arm64' }, devices('nvidia0'))).toMatch(/linux arm64/);
  });

  test('is left to the driver elsewhere', () => {
    expect(webGpuAbsence({ platform: 'darwin', arch: 'arm64' }, devices())).toBeUndefined();
  });
});

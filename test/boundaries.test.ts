import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** The manifests and sources that the checks read, in a folder of their own that a test may break. */
function copyOfTheHouse(): string {
  const copy = mkdtempSync(join(tmpdir(), 'portero-boundaries-'));
  for (const file of [
    'package.json',
    'package-lock.json',
    'turbo.json',
    'biome.json',
    'tsconfig.base.json',
  ]) {
    cpSync(join(root, file), join(copy, file));
  }
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, group))) {
      for (const part of ['package.json', 'turbo.json', 'src']) {
        cpSync(join(root, group, name, part), join(copy, group, name, part), { recursive: true });
      }
    }
  }
  spawnSync('git', ['init', '--quiet'], { cwd: copy });
  return copy;
}

function check(tool: string, args: string[], cwd: string) {
  const result = spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  return { ok: result.status === 0, output: result.stdout + result.stderr };
}

describe('the dependency rule', () => {
  let house: string;
  beforeEach(() => {
    house = copyOfTheHouse();
  });
  afterEach(() => rmSync(house, { recursive: true, force: true }));

  const addDependency = (folder: string, name: string) => {
    const path = join(house, folder, 'package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    manifest.dependencies = { ...manifest.dependencies, [name]: '*' };
    writeFileSync(path, JSON.stringify(manifest));
    appendFileSync(join(house, folder, 'src', 'index.ts'), `import '${name}';\n`);
  };

  it('holds in the repository as it stands', () => {
    const { ok, output } = check('turbo', ['boundaries'], house);
    expect(output).toContain('no issues found');
    expect(ok).toBe(true);
  });

  it.each([
    ['a domain package', 'packages/protocol', '@portero/roster'],
    ['an adapter that reaches for another adapter', 'packages/bus', '@portero/gallery'],
    ['a service that reaches for another service', 'apps/edge-agent', '@portero/coordinator'],
    ['the foundation', 'packages/runtime', '@portero/protocol'],
    ['the edge agent, for the roster', 'apps/edge-agent', '@portero/roster'],
    ['the coordinator, for TensorFlow', 'apps/coordinator', '@portero/encoder'],
  ])('fails on %s: %s → %s', (_what, folder, dependency) => {
    addDependency(folder, dependency);
    const { ok, output } = check('turbo', ['boundaries'], house);
    expect(output).toContain(dependency);
    expect(ok).toBe(false);
  });

  it('fails on an import that the package does not declare', () => {
    appendFileSync(join(house, 'packages/access/src/index.ts'), "import '@portero/protocol';\n");
    expect(check('turbo', ['boundaries'], house).ok).toBe(false);
  });

  it('lets nobody but its adapter import a wrapped library', () => {
    writeFileSync(join(house, 'apps/coordinator/src/shortcut.ts'), "import 'mqtt';\n");
    const { ok, output } = check('biome', ['lint', 'apps/coordinator/src/shortcut.ts'], house);
    expect(output).toContain('Only packages/bus may import mqtt');
    expect(ok).toBe(false);
  });
});

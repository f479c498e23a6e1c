import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, sampleImage, temporaryFolder } from '@portero/testkit';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type EdgeWorld, startEdgeWorld } from './edge-world.ts';
import { eventually } from './eventually.ts';

const program = fileURLToPath(new URL('../bin/portero-edge.js', import.meta.url));
let world: EdgeWorld;

beforeEach(async () => {
  world = await startEdgeWorld();
  onTestFinished(() => world.stop());
});

function startProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...env } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited, stderr: () => stderr };
}

async function edgeEnvironment() {
  const folder = temporaryFolder();
  await copyFile(sampleImage(1), join(folder, 'photo.jpg'));
  const bundle = join(folder, 'edge.json');
  const camera = { uri: `dir:${folder}`, loop: true, intervalMs: 1000 };
  await writeFile(bundle, JSON.stringify(world.bundle([{ door: 'front', camera }])));
  return {
    ...{ PORTERO_EDGE_BUNDLE: bundle, PORTERO_DATA_DIR: join(folder, 'data') },
    ...{ PORTERO_WORKERS: '1', PORTERO_ENGINE: 'wasm' },
  };
}

it('runs from a bundle file, serves its metrics, and says goodbye on SIGTERM', async () => {
  const port = String(await freePort());
  const { child, exited } = startProcess({ ...(await edgeEnvironment()), PORTERO_METRICS_PORT: port });
  await eventually(() => expect(world.states).toMatchObject([{ status: 'online' }]));
  await eventually(() => expect(world.observations.length).toBeGreaterThan(0));
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(await metrics.text()).toMatch(/portero_edge_connected\{.*\} 1/);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await eventually(() => expect(world.states.map(({ status }) => status)).toEqual(['online', 'stopped']));
});

it('leaves its last will when it is killed', async () => {
  const { child } = startProcess(await edgeEnvironment());
  await eventually(() => expect(world.states).toMatchObject([{ status: 'online' }]));
  child.kill('SIGKILL');
  await eventually(() => expect(world.states.map(({ status }) => status)).toEqual(['online', 'offline']));
  expect(world.states[1]?.bootId).toBe(world.states[0]?.bootId);
});

it('ends with the cause and an exit code when its configuration is wrong', async () => {
  const { exited, stderr } = startProcess({ PORTERO_EDGE_BUNDLE: '/nowhere/edge.json' });
  expect(await exited).toEqual([1, null]);
  expect(stderr()).toContain('/nowhere/edge.json cannot be read');
});

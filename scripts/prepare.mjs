// Runs after `npm ci` and `npm install`: generates the Prisma client and compiles every package, so that
// `npx portero` works at once. The Prisma CLI wants the path of its schema engine before it generates, though
// generating never starts it; any existing file will do, and nothing is downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function run(command, args) {
  const env = {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
  };
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${command} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}\n`);
    process.exit(status ?? 1);
  }
}

if (existsSync('prisma/schema.prisma')) run('npx', ['--no-install', 'prisma', 'generate']);
run('npx', ['--no-install', 'tsc', '-b']);

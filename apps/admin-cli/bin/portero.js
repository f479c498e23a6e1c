#!/usr/bin/env node
import { existsSync } from 'node:fs';

const compiled = new URL('../dist/main.js', import.meta.url);
if (!existsSync(compiled)) {
  process.stderr.write(
    'error: portero has not been built (apps/admin-cli/dist is absent). Run npm ci first.\n',
  );
  process.exit(1);
}
const { main } = await import(compiled.href);
await main(process.argv.slice(2));

import { createRequire } from 'node:module';

/** Of this package: what an ONNX file names as its producer. */
export function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { version: string };
  return manifest.version;
}

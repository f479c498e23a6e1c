import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../weights/package-folder.ts';
import type { EngineName } from './engine-report.ts';
import { onnxProviderOf } from './onnx-provider.ts';

/** The versions of what an engine is made of, read and not loaded: package → version. */
export async function engineVersions(
  engine: EngineName,
  packageName: string,
): Promise<Readonly<Record<string, string>>> {
  const usesTensorFlow = onnxProviderOf(engine) === undefined;
  const packages = [...(usesTensorFlow ? ['@tensorflow/tfjs-core'] : []), packageName];
  const versions = packages.map(async (name) => [name, await versionOf(name)] as const);
  return Object.fromEntries(await Promise.all(versions));
}

async function versionOf(packageName: string): Promise<string> {
  const manifest = await readFile(join(packageFolder(packageName) ?? '', 'package.json'), 'utf8');
  return String((JSON.parse(manifest) as { version?: unknown }).version);
}

import { readFile } from 'node:fs/promises';
import createWabt from 'wabt';

/** Vector instructions, and memory that grows in place. */
const FEATURES = { simd: true, threads: true };

/** @returns the bytes of kernel.wat as a WebAssembly module, without debug names */
export async function compileKernel(): Promise<Uint8Array> {
  const wabt = await createWabt();
  const source = await readFile(new URL('kernel.wat', import.meta.url), 'utf8');
  const parsed = wabt.parseWat('kernel.wat', source, FEATURES);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

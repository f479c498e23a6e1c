import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../weights/package-folder.ts';

/*
 * What can be said of a GPU's engine without loading it. Where something is missing ONNX Runtime logs an error and goes on
 * with the CPU, or computes on a GPU that software only pretends to be.
 */

const CUDA_LIBRARY = 'libonnxruntime_providers_cuda.so';

/** By which a process on Linux reaches a GPU: Mesa's drivers, NVIDIA's, and those of the Windows that Linux runs in. */
const DEVICE_FILES = /^(renderD\d+|nvidia\d+|dxg)$/;

/** The provider for CUDA is no part of the package and lies beside its library. */
export function cudaAbsence(): string | undefined {
  const { platform, arch } = process;
  const folder = join(packageFolder('onnxruntime-node') ?? '', 'bin', 'napi-v6', platform, arch);
  return existsSync(join(folder, CUDA_LIBRARY)) ? undefined : `is not installed: there is no ${CUDA_LIBRARY}`;
}

/** @param devices the folder of the machine's device files. @defaultValue '/dev' */
export function webGpuAbsence(
  { platform, arch }: WebGpuPlace = process,
  devices = '/dev',
): string | undefined {
  if (platform !== 'linux') return undefined;
  if (arch !== 'x64') return `is not in the package for ${platform} ${arch}`;
  const files = [devices, join(devices, 'dri')].flatMap(filesIn);
  return files.some((file) => DEVICE_FILES.test(file)) ? undefined : 'has no GPU here to compute on';
}

export type WebGpuPlace = Pick<NodeJS.Process, 'platform' | 'arch'>;

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

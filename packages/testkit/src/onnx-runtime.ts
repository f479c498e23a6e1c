import { createRequire } from 'node:module';
import { describe } from 'vitest';
import { skipLoudly } from './data-folder.ts';

const INSTALL =
  'ONNXRUNTIME_NODE_INSTALL=skip npm install --no-save --ignore-scripts onnxruntime-node@1.30.0';

/**
 * A `describe` that runs ONNX models. Without the optional package the tests are skipped, loudly; where `CI` is true that
 * is a failure.
 */
export function describeWithOnnxRuntime(name: string, tests: () => void): void {
  try {
    createRequire(import.meta.url).resolve('onnxruntime-node');
  } catch {
    skipLoudly(name, `the package onnxruntime-node (${INSTALL})`);
    return;
  }
  describe(name, tests);
}

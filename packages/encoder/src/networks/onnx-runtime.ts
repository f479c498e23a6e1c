import type * as onnxruntime from 'onnxruntime-common';
import { EncoderError } from '../encoder-error.ts';
import { packageFolder } from '../weights/package-folder.ts';
import { firstLine } from './added-network-error.ts';

const PACKAGE = 'onnxruntime-node';
const INSTALL = `ONNXRUNTIME_NODE_INSTALL=skip npm install ${PACKAGE}@1.30.0`;

export type OnnxRuntime = Pick<typeof onnxruntime, 'InferenceSession' | 'Tensor'>;

/** Whether ONNX models can be run on this machine, and why not, in words. */
export interface OnnxRuntimeReport {
  readonly available: boolean;
  readonly reason: string;
  /** What a person does who needs it. */
  readonly fix?: string;
}

/**
 * The package that runs ONNX models. It is an optional peer: its install script fetches GPU libraries from elsewhere,
 * which a closed network cannot, and its CPU library, which comes with the package, is all that is used here.
 *
 * @throws {EncoderError} MODEL_RUNTIME_MISSING when it is not installed, or does not load
 */
export async function loadOnnxRuntime(packageName = PACKAGE): Promise<OnnxRuntime> {
  const report = (problem: string, cause?: unknown) =>
    new EncoderError(
      'MODEL_RUNTIME_MISSING',
      `ONNX models are run by the package ${packageName}, which ${problem}. Install it: ${INSTALL}`,
      { cause, context: { packageName } },
    );
  if (packageFolder(packageName) === undefined) throw report('is not installed');
  refuseTelemetry();
  try {
    return (await import(packageName)) as OnnxRuntime;
  } catch (cause) {
    throw report(`does not load here: ${firstLine(cause)}`, cause);
  }
}

/**
 * ONNX Runtime, from 1.29 on, tells its makers about each process, its models and errors, unless this is set before it is
 * loaded. What runs at a door is nobody else's business; who set it to something else meant that.
 */
function refuseTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/** Tries to load it, for a person who asks. */
export async function probeOnnxRuntime(packageName = PACKAGE): Promise<OnnxRuntimeReport> {
  if (packageFolder(packageName) === undefined) {
    return { available: false, reason: 'is not installed', fix: INSTALL };
  }
  try {
    await loadOnnxRuntime(packageName);
    return { available: true, reason: 'works' };
  } catch (error) {
    return { available: false, reason: firstLine((error as Error).cause), fix: INSTALL };
  }
}

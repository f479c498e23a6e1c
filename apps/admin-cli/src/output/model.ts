import type { ModelManifest } from '@portero/encoder';
import type { ModelExport } from '../commands/model-export.ts';
import type { ModelListing } from '../commands/model-list.ts';
import type { ModelRemoval } from '../commands/model-remove.ts';
import type { Style } from './style.ts';
import { count, fields, table } from './table.ts';

export function modelsTable({ models, damaged, onnxRuntime }: ModelListing, style: Style): string {
  const rows = models.map((model) => [
    model.id,
    model.version,
    stateOf(model, style, onnxRuntime.available),
    model.dimension,
    `${model.input.width}×${model.input.height}`,
    model.threshold,
    model.identifyThreshold,
    model.licence,
  ]);
  const origins = models.map((model) => [style.bold(model.id), fields(origin(model, '  '))].join('\n'));
  const onnx = `ONNX Runtime ${onnxRuntime.reason}${onnxRuntime.fix ? ` (${onnxRuntime.fix})` : ''}`;
  return [
    table(['MODEL', 'VERSION', 'STATE', 'LENGTH', 'INPUT', '1:1 BELOW', '1:N BELOW', 'LICENCE'], rows, style),
    ...origins,
    ...damaged.map(({ id, problem }) => `${style.red('unusable')} ${id}: ${problem}`),
    style.dim(onnx),
  ].join('\n\n');
}

export function modelFields(model: ModelManifest): string {
  const { width, height, layout } = model.input;
  return fields([
    ['model', model.id],
    ['version', model.version],
    ['origin', model.origin === 'added' ? `added ${model.addedAt}, ${model.format}` : 'ships with Portero'],
    ['licence', model.licence],
    ...origin(model),
    ['input', `${width} × ${height}, ${layout}, ${model.normalisation}`],
    ['points', model.alignment.points.map(({ x, y }) => `(${x}, ${y})`).join(' ')],
    ['length', model.dimension],
    ['thresholds', thresholdsInWords(model)],
    ['sha256', model.sha256],
  ]);
}

export function addedModelLines(model: ModelManifest, style: Style): string {
  const next =
    model.threshold === undefined
      ? `It decides nothing yet. Next: portero calibrate fit --model ${model.id} --images DIR`
      : `Use it with --model ${model.id}.`;
  return [style.green(`added ${model.id}`), modelFields(model), next].join('\n');
}

export function removedModelLine({ id, templates = 0 }: ModelRemoval): string {
  return templates === 0
    ? `removed ${id}`
    : `removed ${id}; ${count(templates, 'template')} of it stay in the roster and are of no use without it`;
}

export function exportedModelLines({ modelId, file, bytes, manifestFile, licence }: ModelExport): string {
  return fields([
    ['model', modelId],
    ['licence', licence],
    ['written to', `${file} (${(bytes / 1e6).toFixed(1)} MB)`],
    ['manifest', manifestFile],
  ]);
}

function origin({ source, trainingData }: ModelManifest, indent = ''): [string, string][] {
  return [
    [`${indent}source`, source],
    [`${indent}trained on`, trainingData],
  ];
}

function stateOf(model: ModelManifest, style: Style, runsOnnx: boolean): string {
  if (model.state !== 'ready') return style.yellow('no weights');
  if (model.format === 'onnx' && !runsOnnx) return style.yellow('no ONNX Runtime');
  return model.threshold === undefined ? style.yellow('not calibrated') : style.green('ready');
}

function thresholdsInWords({ id, threshold, identifyThreshold, margin }: ModelManifest): string {
  return threshold === undefined
    ? `none, so it decides nothing: portero calibrate fit --model ${id} --images DIR`
    : `1:1 below ${threshold}, 1:N below ${identifyThreshold} with a margin of ${margin}`;
}

import type { ModelManifest } from '@portero/encoder';
import type { Style } from './style.ts';
import { fields, table } from './table.ts';

export function modelsTable(models: readonly ModelManifest[], style: Style): string {
  const rows = models.map((model) => [
    model.id,
    model.version,
    model.state === 'ready' ? style.green('ready') : style.yellow('no weights'),
    model.dimension,
    `${model.input.width}×${model.input.height}`,
    model.threshold,
    model.identifyThreshold,
    model.licence,
  ]);
  const origins = models.map((model) =>
    [
      style.bold(model.id),
      fields([
        ['  source', model.source],
        ['  trained on', model.trainingData],
      ]),
    ].join('\n'),
  );
  return [
    table(['MODEL', 'VERSION', 'STATE', 'LENGTH', 'INPUT', '1:1 BELOW', '1:N BELOW', 'LICENCE'], rows, style),
    ...origins,
  ].join('\n\n');
}

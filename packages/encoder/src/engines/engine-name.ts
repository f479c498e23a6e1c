import { EncoderError } from '../encoder-error.ts';
import { ENGINE_NAMES, type EngineName } from './engine-report.ts';

/** @throws {EncoderError} ENGINE_UNAVAILABLE when `name` is no engine */
export function parseEngineName(name: string): EngineName {
  const known = ENGINE_NAMES.find((engine) => engine === name);
  if (known) return known;
  throw new EncoderError(
    'ENGINE_UNAVAILABLE',
    `There is no engine "${name}". Set PORTERO_ENGINE to one of ${ENGINE_NAMES.join(', ')}, or leave it unset.`,
    { context: { forced: name } },
  );
}

import { ENGINE_NAMES, type EngineName } from '@portero/encoder';
import { CliError } from '../cli-error.ts';

export function engineNamed(text: string): EngineName {
  const engine = ENGINE_NAMES.find((name) => name === text);
  if (engine) return engine;
  throw new CliError('USAGE', {
    what: `there is no engine "${text}"`,
    fix: `Choose one of ${ENGINE_NAMES.join(', ')}, or leave --engine out to take the best that works here.`,
  });
}

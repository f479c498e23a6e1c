import type { z } from 'zod';
import { AppError } from './app-error.ts';

export class ConfigError extends AppError<'CONFIG_INVALID'> {}

/**
 * Reads a configuration once, at start: environment through a Zod schema, frozen.
 * An empty variable counts as absent, as in a compose file that names it without a value.
 *
 * @throws {ConfigError} naming every variable that is wrong and what it should be
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<Schema>> {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'configuration'}: ${issue.message}`,
  );
  throw new ConfigError('CONFIG_INVALID', `The configuration is not valid. ${problems.join('; ')}.`, {
    context: { variables: parsed.error.issues.map((issue) => issue.path.join('.')) },
  });
}

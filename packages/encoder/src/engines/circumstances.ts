import { availableParallelism, cpus } from 'node:os';
import { absenceOf, ENGINE_LOADERS } from './engine-loaders.ts';
import { engineVersions } from './engine-versions.ts';

/** What the speed of an engine depends on, by name: a measurement holds while all of it is as it was. */
export type Circumstances = Readonly<Record<string, string>>;

/** As they are here and now. */
export async function currentCircumstances(modelId: string): Promise<Circumstances> {
  const there = ENGINE_LOADERS.filter((loader) => absenceOf(loader) === undefined);
  const installed = there.map(async ({ name, packageName }) => {
    const versions = await engineVersions(name, packageName);
    return [`engine ${name}`, Object.values(versions).join(' ')] as const;
  });
  return {
    model: modelId,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: String(availableParallelism()),
    node: process.version,
    ...Object.fromEntries(await Promise.all(installed)),
  };
}

/** The first that differs, in words; undefined when none does. */
export function changedCircumstance(then: Circumstances, now: Circumstances): string | undefined {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  const name = names.find((one) => then[one] !== now[one]);
  return name && `${name} was ${then[name] ?? 'absent'} and is ${now[name] ?? 'absent'}`;
}

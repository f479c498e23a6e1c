import { errorMessage } from '@portero/runtime';
import { EncoderError } from '../encoder-error.ts';
import { absenceOf, ENGINE_LOADERS, type EngineLoader } from './engine-loaders.ts';
import { parseEngineName } from './engine-name.ts';
import type { EngineCandidate, EngineName, EngineReport } from './engine-report.ts';
import { engineVersions } from './engine-versions.ts';

export interface SelectEngineOptions {
  /** Take this engine or fail. @defaultValue the best one that works here */
  forced?: EngineName;
  /** Try this one first, because it was measured to be the fastest here. */
  measured?: MeasuredPreference;
}

export interface MeasuredPreference {
  readonly engine: EngineName;
  /** In words, for the report. */
  readonly reason: string;
}

export interface SelectEngineDeps {
  /** Best first. @defaultValue the engines that Portero knows */
  loaders?: readonly EngineLoader[];
}

/**
 * Loads the forced engine, else the measured one, else the first that works in this thread, and says why it was taken.
 *
 * @throws {EncoderError} ENGINE_UNAVAILABLE when the forced engine, or every engine, cannot be loaded
 */
export async function selectEngine(
  { forced, measured }: SelectEngineOptions = {},
  { loaders = ENGINE_LOADERS }: SelectEngineDeps = {},
): Promise<EngineReport> {
  if (forced !== undefined) return forceEngine(forced, loaders);
  const candidates: EngineCandidate[] = [];
  const inOrder = measured ? firstOf(loaders, measured.engine) : loaders;
  for (const loader of inOrder) {
    if (loader.onlyIfMeasured && loader.name !== measured?.engine) {
      candidates.push(notTried(loader));
      continue;
    }
    const candidate = await tryEngine(loader);
    candidates.push(candidate);
    if (!candidate.available) continue;
    const reason = candidate.name === measured?.engine ? measured.reason : preferenceReason(candidates);
    return report(loader, reason, [...candidates, ...inOrder.slice(candidates.length).map(notTried)]);
  }
  throw new EncoderError(
    'ENGINE_UNAVAILABLE',
    `No engine works here. ${candidates.map((one) => `${one.name}: ${one.reason}`).join('; ')}. Run npm install.`,
    { context: { candidates } },
  );
}

/** Which engines could be loaded here, each of them tried. For a person who asks; a pool selects for itself. */
export async function probeEngines({
  loaders = ENGINE_LOADERS,
}: SelectEngineDeps = {}): Promise<readonly EngineCandidate[]> {
  const candidates: EngineCandidate[] = [];
  for (const loader of loaders) candidates.push(await tryEngine(loader));
  return candidates;
}

async function forceEngine(forced: EngineName, loaders: readonly EngineLoader[]): Promise<EngineReport> {
  const loader = loaders.find(({ name }) => name === parseEngineName(forced));
  try {
    if (!loader) throw new Error('it is not offered here');
    const absence = absenceOf(loader);
    if (absence !== undefined) throw new Error(`it ${absence}`);
    await loader.load();
  } catch (cause) {
    const install = loader ? `Install it with \`${loader.howToInstall}\`, or unset` : 'Unset';
    throw new EncoderError(
      'ENGINE_UNAVAILABLE',
      `The engine ${forced} was asked for and cannot be loaded: ${firstLine(cause)}. ` +
        `${install} PORTERO_ENGINE to take the best engine that works.`,
      { cause, context: { engine: forced, packageName: loader?.packageName } },
    );
  }
  const candidates = loaders.map((other) =>
    other === loader ? { name: forced, available: true, reason: 'works' } : notTried(other),
  );
  return report(loader, 'it was asked for', candidates);
}

async function tryEngine(loader: EngineLoader): Promise<EngineCandidate> {
  const { name } = loader;
  const absence = absenceOf(loader);
  if (absence !== undefined) return { name, available: false, reason: absence };
  try {
    await loader.load();
    return { name, available: true, reason: 'works' };
  } catch (error) {
    return { name, available: false, reason: `does not load: ${firstLine(error)}` };
  }
}

function notTried(loader: EngineLoader): EngineCandidate {
  const absence = absenceOf(loader);
  return {
    name: loader.name,
    available: absence === undefined,
    reason: absence ?? 'is installed, not tried',
  };
}

/** @param tried the one that works, and before it those that do not */
function preferenceReason(tried: readonly EngineCandidate[]): string {
  const rejected = tried.filter(({ available }) => !available);
  if (rejected.length === 0) return 'the first choice, and it works here';
  return `the best that works here: ${rejected.map(({ name, reason }) => `${name} ${reason}`).join('; ')}`;
}

/** The engine of that name, then the others in their order. */
function firstOf(loaders: readonly EngineLoader[], engine: EngineName): readonly EngineLoader[] {
  return loaders.toSorted((a, b) => Number(b.name === engine) - Number(a.name === engine));
}

async function report(
  { name, packageName }: EngineLoader,
  reason: string,
  candidates: readonly EngineCandidate[],
): Promise<EngineReport> {
  return { engine: name, reason, candidates, versions: await engineVersions(name, packageName) };
}

/** The errors of native packages run over many lines, of which the first says what is wrong. */
function firstLine(error: unknown): string {
  return errorMessage(error).split('\n', 1)[0]!.trim();
}

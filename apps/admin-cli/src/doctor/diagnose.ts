import type { DoctorReport } from '../commands/doctor.ts';
import type { CliContext } from '../context/cli-context.ts';
import { examine } from './check.ts';
import { checkDoors } from './doors.ts';
import { checkEngines } from './engines.ts';
import { checkIdentities } from './identities.ts';
import { checkDataDir, checkFfmpeg, checkHnsw, checkNode } from './machine.ts';
import { checkModels } from './recognition.ts';
import { checkBroker, checkDatabase, checkKeys } from './services.ts';

/** Every check there is, one after the other, so that they do not slow each other down. */
export async function diagnose(context: CliContext): Promise<DoctorReport> {
  const { dataDir, env } = context;
  const checks = [
    await examine('node', '', () => [checkNode()]),
    await examine('data directory', 'Choose a folder that you may write to, with --data.', async () => [
      await checkDataDir(dataDir),
    ]),
    await examine('engine', 'Leave --engine out, or install what it needs.', () => checkEngines(context)),
    await examine('models', 'Run npm ci again.', () => checkModels(context)),
    await examine('hnswlib', '', () => [checkHnsw()]),
    await examine('ffmpeg', '', async () => [await checkFfmpeg()]),
    await examine(
      'Postgres',
      env.DATABASE_URL
        ? 'Check DATABASE_URL.'
        : 'See the message, or set DATABASE_URL to a server of your own.',
      async () => [await checkDatabase(context)],
    ),
    await examine('master key', 'See the message.', async () => [await checkKeys(context)]),
    await examine('doors', '', () => checkDoors(context)),
    await examine('identities', 'Restore keys/ca from a copy.', async () => [await checkIdentities(context)]),
    await examine('broker', env.MQTT_URL ? 'Check MQTT_URL.' : '', async () => [await checkBroker(context)]),
  ].flat();
  return { healthy: checks.every(({ status }) => status !== 'fail'), checks };
}

import type { CommandSpec } from '../context/command-spec.ts';
import { type Check, examine } from '../doctor/check.ts';
import { checkDataDir, checkFfmpeg, checkHnsw, checkNode } from '../doctor/machine.ts';
import { checkEngine, checkModels } from '../doctor/recognition.ts';
import { checkBroker, checkDatabase } from '../doctor/services.ts';
import { ExitCode } from '../exit-codes.ts';
import { doctorLines } from '../output/doctor.ts';
import { examples, given, type Register } from './register.ts';

export interface DoctorReport {
  healthy: boolean;
  checks: Check[];
}

export const doctor: CommandSpec<object, DoctorReport> = {
  async handle(_options, context) {
    const { dataDir, modelsDir, env } = context;
    const checks = [
      await examine('node', '', () => [checkNode()]),
      await examine('data directory', 'Choose a folder that you may write to, with --data.', async () => [
        await checkDataDir(dataDir),
      ]),
      await examine('engine', 'Leave --engine out, or install what it needs.', () => checkEngine(context)),
      await examine('models', 'Run npm ci again.', () => checkModels(modelsDir)),
      await examine('hnswlib', '', () => [checkHnsw()]),
      await examine('ffmpeg', '', async () => [await checkFfmpeg()]),
      await examine(
        'Postgres',
        env.DATABASE_URL
          ? 'Check DATABASE_URL.'
          : 'See the message, or set DATABASE_URL to a server of your own.',
        async () => [await checkDatabase(context)],
      ),
      await examine('broker', env.MQTT_URL ? 'Check MQTT_URL.' : '', async () => [
        await checkBroker(context),
      ]),
    ].flat();
    return { healthy: checks.every(({ status }) => status !== 'fail'), checks };
  },
  render: doctorLines,
  exitCode: ({ healthy }) => (healthy ? ExitCode.ok : ExitCode.failure),
};

export const registerDoctor: Register = (program, run) => {
  program
    .command('doctor')
    .description('Look at everything that a door needs on this machine, and say what to do.')
    .addHelpText(
      'after',
      examples(['portero doctor', 'DATABASE_URL=postgres://… MQTT_URL=mqtt://… portero doctor --json']),
    )
    .action((_options, command) => run(doctor, given<object>(command)));
};

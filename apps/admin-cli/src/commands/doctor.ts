import type { CommandSpec } from '../context/command-spec.ts';
import type { Check } from '../doctor/check.ts';
import { ExitCode } from '../exit-codes.ts';
import { doctorLines } from '../output/doctor.ts';
import { examples, given, type Register } from './register.ts';

export interface DoctorReport {
  healthy: boolean;
  checks: Check[];
}

export const doctor: CommandSpec<object, DoctorReport> = {
  async handle(_options, context) {
    const { diagnose } = await import('../doctor/diagnose.ts');
    return diagnose(context);
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

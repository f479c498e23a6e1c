export { ExitCode } from './exit-codes.ts';
export { main, runCli } from './main.ts';
export { createProgram } from './program.ts';

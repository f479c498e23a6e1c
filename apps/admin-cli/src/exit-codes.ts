/** What the process says when it ends; `portero --help` lists them, and scripts may rely on them. */
export const ExitCode = Object.freeze({
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  denied: 4,
  unavailable: 5,
  unusablePhoto: 6,
  findings: 7,
  interrupted: 130,
});

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export const EXIT_CODE_HELP = `Exit codes:
  0    done
  1    failed; the message says why
  2    wrong usage: an unknown command, a missing or malformed argument
  3    not found: a person, place, card, file or model that was named
  4    denied or not matched (verify, identify)
  5    a service is unavailable: database, broker, camera, engine
  6    a photograph cannot be used: no face, several faces, too small, too poor, of somebody else
  7    an audit found something that somebody has to act upon: of the roster, or of the log
  130  interrupted`;

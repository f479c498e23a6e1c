/** What must not be handed on to other programs: their environment can be read where ours cannot. */
const SECRET = /^PORTERO_MASTER_KEY(_PREVIOUS)?$/;

export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name)));
}

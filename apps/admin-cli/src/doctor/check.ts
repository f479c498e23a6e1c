import { errorMessage } from '@portero/runtime';

export type CheckStatus = 'ok' | 'warn' | 'fail';

/** One line of the doctor's report. `warn` works with a drawback; `fail` keeps a door from working. */
export interface Check {
  name: string;
  status: CheckStatus;
  detail: string;
  /** What to do about it. */
  fix?: string;
}

/** The checks of one topic; what they throw is a failure of the topic, not of the doctor. */
export async function examine(
  name: string,
  fix: string,
  check: () => Promise<Check[]> | Check[],
): Promise<Check[]> {
  try {
    return await check();
  } catch (error) {
    return [{ name, status: 'fail', detail: errorMessage(error), fix }];
  }
}

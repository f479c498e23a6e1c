import { isAppError } from '@portero/runtime';

export interface FuzzTarget {
  name: string;
  /** Right and nearly right inputs to begin from. */
  corpus: readonly Buffer[];
  /** Of all inputs, this part goes here, as far as time allows. */
  share: number;
  /**
   * Takes anything. What is refused as it should be is no error; what throws out of here is a crash.
   */
  take(input: Buffer): unknown;
  /** Whether what is attacked still works. Asked at the end. */
  isWell?(): Promise<boolean>;
  stop?(): Promise<void>;
}

/** Calls a parser of files, which says no by a typed error; any other error is a crash. */
export function refusing(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

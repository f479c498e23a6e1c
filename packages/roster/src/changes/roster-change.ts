/**
 * One row of the outbox, written by triggers in the transaction that changed the roster.
 * It says what to read again, not what changed. Sequence order is commit order: whoever has seen `seq` has missed
 * nothing before it, though numbers may be left out.
 */
export type RosterChange =
  | {
      readonly seq: number;
      readonly kind: 'person' | 'card' | 'template' | 'grant';
      readonly personId: string;
      readonly at: Date;
    }
  | {
      /** A building, an edge or a door, or what holds there: a lockdown, a holiday, an area. */
      readonly seq: number;
      readonly kind: 'place';
      readonly personId?: undefined;
      readonly at: Date;
    };

export type StopListening = () => Promise<void>;

export interface RosterChangeFeed {
  /** 0 when nothing has changed yet. */
  latestSeq(): Promise<number>;
  /** Changes after `seq`, in order. @param limit 1 to 10,000, @defaultValue 1000 */
  since(seq: number, limit?: number): Promise<RosterChange[]>;
  /**
   * Calls `onWake` whenever there may be something new: on each notification, once when listening has begun, and after
   * each reconnection, as notifications sent meanwhile are lost.
   * @returns once listening, so that whatever commits from then on wakes the handler
   */
  listen(onWake: () => void): Promise<StopListening>;
  /**
   * Hands over every change after `afterSeq` exactly once and in order, waiting for each batch; connection losses are
   * bridged. A batch whose handler throws is given again, after a pause.
   */
  follow(
    options: { afterSeq: number; batchSize?: number | undefined },
    onChanges: (changes: readonly RosterChange[]) => void | Promise<void>,
  ): Promise<StopListening>;
}

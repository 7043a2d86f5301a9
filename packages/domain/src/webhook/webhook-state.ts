// How far the delivery of a job's completion webhook is.

export interface WebhookState {
  /** Of the job as it was when it was over: with the job's id it names this completion, however often it is sent. */
  readonly revision: number;
  readonly attempts: number;
  readonly deliveredAtMs: number | null;
  /** Why the last try was no success, for people. */
  readonly failure: string | null;
  /** Not before then; null: never again. */
  readonly nextTryAtMs: number | null;
}

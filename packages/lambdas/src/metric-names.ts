// What the functions count, by the names under which CloudWatch shows it; written once, for the functions and for whoever watches them.

export const METRICS_NAMESPACE = 'ApiPoller';

/** The dimension of JobsEnded: the verdict, or the status of a job that ended without one. No other metric has more than its service. */
export const OUTCOME = 'Outcome';

export type MetricName =
  /** Tasks whose payload is stored and whose message is sent. */
  | 'PagesFetched'
  /** Records in them, as they were counted when they were fetched. */
  | 'RecordsFetched'
  /** Tasks that are COMPLETE. */
  | 'PagesProcessed'
  /** Tasks that became FAILED, whatever the reason. */
  | 'PagesFailed'
  /** Times that a partner asked for a wait, by refusing a request or by naming a pause with an answer. */
  | 'PartnerWaits'
  /** Messages that were not processed and will be delivered again. */
  | 'MessagesNotProcessed'
  /** Messages that were not processed after their last delivery. */
  | 'DeadLettered'
  | 'JobsEnded'
  /** First calls of a function in a new environment. */
  | 'ColdStarts';

// Publishes what was counted as lines of CloudWatch's embedded metric format: no call to AWS, and no metric for each job. Whose it was
// stands in the line for Logs Insights, and is no dimension.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SERVICE } from './log.ts';
import { METRICS_NAMESPACE, OUTCOME } from './metric-names.ts';
import type { Counted } from './tally.ts';

const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: SERVICE });

/** @param whose what stands beside the numbers; the job of the call, where nothing else is known */
export const publish = (
  counted: ReadonlyArray<Counted>,
  whose: Readonly<Record<string, string | undefined>>,
): void => {
  for (const { jobId, outcome, counts } of counted) {
    for (const [name, value] of Object.entries({ ...whose, ...(jobId !== null && { jobId }) }))
      if (value !== undefined) metrics.addMetadata(name, value);
    if (outcome !== null) metrics.addDimension(OUTCOME, outcome);
    for (const [name, by] of counts) metrics.addMetric(name, MetricUnit.Count, by);
    metrics.publishStoredMetrics();
  }
};

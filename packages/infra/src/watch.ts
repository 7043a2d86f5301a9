// What tells an operator that something is wrong, and the one page that shows how it goes.
import { METRICS_NAMESPACE, OUTCOME, type MetricName } from '@api-poller/lambdas';
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

const FIVE_MINUTES = Duration.minutes(5);

/** One is too many: each means something that nobody else will tell. */
const atOne = (scope: Construct, id: string, metric: IMetric, alarmDescription: string): Alarm =>
  new Alarm(scope, id, {
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription,
  });

/** The poller's parts that are looked at. */
export interface Watched {
  readonly pollerWorkflow: StateMachine;
  readonly processPayloadQueue: Queue;
  readonly processPayloadDeadLetters: Queue;
  readonly eventDeadLetters: Queue;
  readonly scheduleDeadLetters: Queue;
  readonly fetchTasks: LambdaFunction;
}

export interface Watch {
  readonly alarms: ReadonlyArray<Alarm>;
  readonly dashboard: Dashboard;
}

/** How jobs end, the verdicts first. */
const OUTCOMES = [
  'COMPLETE',
  'COMPLETE_WITH_DRIFT',
  'INCOMPLETE',
  'FAILED',
  'REJECTED',
  'CANCELLED',
] as const;

/** What the functions of this stack count themselves, in the lines that they log. */
const counted =
  (service: string) =>
  (metricName: MetricName, dimensions: Readonly<Record<string, string>> = {}): Metric =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service, ...dimensions },
      period: FIVE_MINUTES,
      statistic: 'Sum',
    });

export const watch = (scope: Construct, poller: Watched): Watch => {
  const over = { period: FIVE_MINUTES, statistic: 'Sum' };
  const { pollerWorkflow, processPayloadQueue, processPayloadDeadLetters, eventDeadLetters } = poller;
  const count = counted(Stack.of(scope).stackName);
  const jobs = (outcome: (typeof OUTCOMES)[number]): Metric => count('JobsEnded', { [OUTCOME]: outcome });
  const leftDeadLetters = processPayloadDeadLetters.metricApproximateNumberOfMessagesVisible({
    period: FIVE_MINUTES,
  });
  const lostEvents = eventDeadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES });
  const lostRuns = poller.scheduleDeadLetters.metricApproximateNumberOfMessagesVisible({
    period: FIVE_MINUTES,
  });
  const failed = pollerWorkflow.metricFailed(over);
  const throttled = poller.fetchTasks.metricThrottles(over);
  return {
    alarms: [
      // Their queue is emptied within seconds, mostly before anybody measures it: the function that does so counts them.
      atOne(
        scope,
        'DeadLetters',
        count('DeadLettered'),
        'Payloads could not be processed; their tasks are FAILED',
      ),
      atOne(scope, 'LeftDeadLetters', leftDeadLetters, 'Dead letters stay in their queue: DeadLetter fails'),
      atOne(
        scope,
        'IncompleteJobs',
        jobs('INCOMPLETE'),
        'A job ended without all records; its verdict says why',
      ),
      atOne(scope, 'FailedJobs', jobs('FAILED'), 'A job could not be planned or run; its failure says why'),
      atOne(scope, 'LostEvents', lostEvents, 'Submitted jobs did not reach the workflow'),
      atOne(scope, 'LostRuns', lostRuns, 'Planned times of schedules could not be fired'),
      atOne(scope, 'FailedWorkflows', failed, 'An execution ended without settling its job'),
      atOne(scope, 'Throttles', throttled, 'FetchTasks is throttled: the account has too little concurrency'),
    ],
    dashboard: new Dashboard(scope, 'Dashboard', {
      widgets: [
        [
          new GraphWidget({ title: 'Executions', left: [pollerWorkflow.metricStarted(over), failed] }),
          new GraphWidget({
            title: 'Fetching',
            left: [
              poller.fetchTasks.metricInvocations(over),
              throttled,
              poller.fetchTasks.metricErrors(over),
            ],
          }),
          new GraphWidget({
            title: 'Payloads waiting',
            left: [processPayloadQueue.metricApproximateNumberOfMessagesVisible(), leftDeadLetters],
          }),
          new GraphWidget({
            title: 'Jobs ended',
            left: OUTCOMES.map((outcome) => jobs(outcome).with({ label: outcome })),
          }),
        ],
        [
          new GraphWidget({
            title: 'Pages',
            left: [count('PagesFetched'), count('PagesProcessed'), count('PagesFailed')],
          }),
          new GraphWidget({ title: 'Records fetched', left: [count('RecordsFetched')] }),
          new GraphWidget({ title: 'Partners', left: [count('PartnerWaits')] }),
          new GraphWidget({
            title: 'Trouble',
            left: [count('MessagesNotProcessed'), count('DeadLettered'), count('ColdStarts')],
          }),
        ],
      ],
    }),
  };
};

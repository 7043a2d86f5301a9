// What tells an operator that something is wrong, and the one page that shows how it goes.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
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

export const watch = (scope: Construct, poller: Watched): Watch => {
  const over = { period: FIVE_MINUTES, statistic: 'Sum' };
  const { pollerWorkflow, processPayloadQueue, processPayloadDeadLetters, eventDeadLetters } = poller;
  const deadLetters = processPayloadDeadLetters.metricApproximateNumberOfMessagesVisible({
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
      atOne(scope, 'DeadLetters', deadLetters, 'Payloads could not be processed; their tasks are FAILED'),
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
            left: [processPayloadQueue.metricApproximateNumberOfMessagesVisible(), deadLetters],
          }),
        ],
      ],
    }),
  };
};

// The ports on AWS. A folder a service; one table, one bucket of payloads, one of manifests, one queue.
export {
  awsClients,
  dynamoClient,
  eventsClient,
  s3Client,
  schedulerClient,
  secretsClient,
  sfnClient,
  sqsClient,
  type AwsClients,
  type AwsOptions,
} from './clients.ts';
export { dynamoCheckpoints } from './dynamodb/checkpoints.dynamodb.ts';
export { dynamoFingerprints } from './dynamodb/fingerprints.dynamodb.ts';
export { dynamoClaims, type Claims, type DynamoClaimsOptions } from './dynamodb/claims.dynamodb.ts';
export { dynamoJobs, type DynamoJobsOptions } from './dynamodb/jobs.dynamodb.ts';
export { dynamoRateLimiter, type DynamoRateLimiterOptions } from './dynamodb/rate-limiter.dynamodb.ts';
export { tableDefinition } from './dynamodb/table.ts';
export type { DynamoTasksOptions } from './dynamodb/task-writer.ts';
export { dynamoTasks } from './dynamodb/tasks.dynamodb.ts';
export {
  eventBridgeEvents,
  EVENT_SOURCE,
  JOB_SETTLED,
  type EventBridgeEventsOptions,
  type Events,
} from './eventbridge/events.eventbridge.ts';
export { s3Manifest, type AwsManifest, type S3ManifestOptions, type WaitingRound } from './s3/manifest.s3.ts';
export { payloadKey, s3Payloads, type S3PayloadsOptions } from './s3/payloads.s3.ts';
export { secretsManagerSecrets } from './secrets-manager/secrets.sm.ts';
export { messageFromSqs, type MessageMalformed } from './sqs/message.ts';
export { sqsTaskQueue, type SqsTaskQueueOptions } from './sqs/task-queue.sqs.ts';
export {
  sfnExecutions,
  type Executions,
  type SfnExecutionsOptions,
} from './step-functions/executions.sfn.ts';
export { dynamoSchedules, type DynamoSchedulesOptions } from './dynamodb/schedules.dynamodb.ts';
export { schedulerAlarms, type SchedulerAlarmsOptions } from './scheduler/alarms.scheduler.ts';

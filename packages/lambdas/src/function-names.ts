// The functions of the AWS home, by the name of the folder into which each is bundled.
export const functionNames = [
  'prepare-job',
  'fetch-tasks',
  'fail-batch',
  'settle-job',
  'fire-schedule',
  'process-payload',
  'dead-letter',
  'http-api',
  'schedules-api',
  'authorizer',
  'payload-generator',
] as const;

export type FunctionName = (typeof functionNames)[number];

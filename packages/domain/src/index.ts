// The domain's public face: models, decisions, ports and use cases. Nothing here reaches for Node, AWS, a clock or chance.
export type { Clock, Random, Sleep, StoreUnavailable } from './ambient/ambient.port.ts';
export type { RevisionMoved } from './ambient/change.ts';
export {
  judgeUrl,
  permitsAddress,
  publicOnly,
  type AddressBlocked,
  type AddressPolicy,
  type UrlRefusal,
} from './address/address-policy.ts';
export { addressRange, type AddressRange } from './address/address-range.ts';
export {
  hostPortOf,
  parseHostPort,
  showHostPort,
  type HostPort,
  type HostPortInvalid,
} from './address/host-port.ts';
export { chainIdOf, stepIdOf, stepOf, type Chain } from './chain/chain.ts';
export type { ChainEnd, Checkpoint, Checkpoints } from './chain/checkpoints.port.ts';

export { askPage, type AskEnvironment, type PageRefused } from './contact/ask-page.ts';
export { backoffMs, usualBackoff, type Backoff } from './failure/backoff.ts';
export { judgeFailure, judgeResponse, type Disposition } from './failure/disposition.ts';
export { retryAfterMs } from './failure/retry-after.ts';
export { cancelJob, type CancelEnvironment, type JobOver } from './job/cancel-job.use-case.ts';
export { changeJob, findJob, type JobUnknown } from './job/change-job.ts';
export { getJob, withProgress, type GetJobEnvironment } from './job/get-job.use-case.ts';
export {
  isJobId,
  isOver,
  mayRun,
  newJob,
  sameRequest,
  type Job,
  type JobFailure,
  type JobStatus,
} from './job/job.ts';
export { pauseJob, resumeJob } from './job/pause-job.use-case.ts';
export { decodeJobRequest, type RequestInvalid } from './job/job-request.codec.ts';
export {
  defaultLimits,
  defaultRequest,
  type JobRequest,
  type Limits,
  type ProcessorChoice,
} from './job/job-request.ts';
export type { JobExists, Jobs } from './job/jobs.port.ts';
export { explainField, type FieldError } from './job/report-errors.ts';
export { judgeRequest, type Abilities } from './job/judge-request.ts';
export { retryFailed, type NothingToRetry, type RetryEnvironment } from './job/retry-failed.use-case.ts';
export {
  acceptJob,
  submitJob,
  type JobConflict,
  type SubmitEnvironment,
  type Submitted,
} from './job/submit-job.use-case.ts';
export { jobResource, type JobResource } from './job/job-resource.ts';
export type { PageMalformed } from './page/page-malformed.ts';
export type {
  PageRequest,
  PageResponse,
  Partner,
  PartnerFailure,
  TimedInterval,
  Timeouts,
} from './partner/partner.port.ts';
export { defaultsOf, isPlaced, type DetectPagination, type Pagination } from './pagination/pagination.ts';
export type { Payloads } from './payload/payloads.port.ts';
export type { Manifest } from './plan/manifest.port.ts';
export {
  batchesOf,
  enumerated,
  isChainBatch,
  pageOf,
  pagesOf,
  taskCount,
  taskIdOf,
  tasksPerBatchFor,
  type Batch,
  type ChainBatch,
  type ChainedPlan,
  type EnumeratedPlan,
  type FirstContact,
  type Page,
  type PageBatch,
  type Plan,
} from './plan/plan.ts';
export {
  previewPlan,
  type PlanFailed,
  type PlanPreview,
  type PreviewEnvironment,
} from './plan/preview-plan.use-case.ts';
export { prepareJob, type Prepared, type PrepareEnvironment } from './plan/prepare-job.use-case.ts';
export { processPayload, type ProcessEnvironment } from './processor/process-payload.use-case.ts';
export {
  discard,
  type ProcessedPage,
  type ProcessingFailed,
  type Processor,
  type Processors,
} from './processor/processor.ts';
export {
  noCounters,
  plannedTotal,
  progressOf,
  unsettledTasks,
  type Counters,
  type Progress,
} from './progress/progress.ts';
export { deadLetter, type DeadLetterEnvironment } from './queue/dead-letter.use-case.ts';
export type { Message, TaskQueue } from './queue/task-queue.port.ts';
export { blockUntil, freshPace, takeTurn, type Pace, type Rate, type Turn } from './rate-limit/gcra.ts';
export type { Fingerprints, TaskFingerprints } from './fingerprint/fingerprints.port.ts';
export type { RateLimiter } from './rate-limit/rate-limiter.port.ts';
export { settleJob, type SettleEnvironment, type Settling } from './settle/settle-job.use-case.ts';
export { judge, type Evidence, type Verdict } from './settle/verdict.ts';
export { failBatch, type FailBatchEnvironment } from './task/fail-batch.use-case.ts';
export { fetchTasks, type FetchEnvironment } from './task/fetch-tasks.use-case.ts';
export type { Fetched } from './task/take-page.ts';
export {
  isSettled,
  join,
  standingOf,
  taskStates,
  type PageFacts,
  type Report,
  type Standing,
  type Task,
  type TaskFailure,
  type TaskState,
} from './task/task.ts';
export type { TaskFilter, Tasks } from './task/tasks.port.ts';

export {
  isSecretName,
  sameOrigin,
  secretNamesOf,
  withoutApiKey,
  withoutParameter,
  type ApiKeyCredentials,
  type BasicCredentials,
  type BearerCredentials,
  type Credentials,
  type OAuth2Credentials,
} from './credentials/credentials.ts';
export { harmlessHeaders, headersTowards } from './credentials/other-origin.ts';
export { credentialsCodec } from './credentials/credentials.codec.ts';
export type { Secrets, SecretUnknown } from './credentials/secrets.port.ts';
export { pauseAfterMs, rateLimitHeadersSeen } from './failure/retry-after.ts';
export { onAnswer, permitsOf, startAdaptive, type Adaptive, type Answered } from './rate-limit/adaptive.ts';
export { formatOf, type BodyFormat } from './page/body-format.ts';
export { findRecords, type RecordsFound } from './page/find-records.ts';
export { readBody, readDocument, recordTextsOf, type ReadBody } from './page/read-body.ts';
export { isPath, valueAt } from './page/record-path.ts';
export type { Webhook } from './job/job-request.ts';
export {
  deliverWebhook,
  type DeliverEnvironment,
  type Delivering,
} from './webhook/deliver-webhook.use-case.ts';
export type { Signer } from './webhook/signer.port.ts';
export { isWebhookDue, MOST_WEBHOOK_ATTEMPTS } from './webhook/webhook.ts';
export type { WebhookState } from './webhook/webhook-state.ts';
export { afterJob, type AfterJobEnvironment } from './schedule/after-job.use-case.ts';
export { noAlarms, type Alarms } from './schedule/alarms.port.ts';
export { nextPlanned } from './schedule/calendar.ts';
export { findSchedule, type ScheduleUnknown } from './schedule/change-schedule.ts';
export {
  fireDue,
  fireSchedule,
  type DueFired,
  type FireEnvironment,
  type Fired,
} from './schedule/fire-schedule.use-case.ts';
export {
  deleteSchedule,
  putSchedule,
  type PutScheduleEnvironment,
  type SchedulePut,
} from './schedule/put-schedule.use-case.ts';
export { scheduleResource, type ScheduleResource } from './schedule/schedule-resource.ts';
export { decodeSchedule, scheduleInvalid, type ScheduleInvalid } from './schedule/schedule.codec.ts';
export {
  newSchedule,
  type Run,
  type Schedule,
  type ScheduleTemplate,
  type When,
} from './schedule/schedule.ts';
export type { ScheduleExists, Schedules } from './schedule/schedules.port.ts';

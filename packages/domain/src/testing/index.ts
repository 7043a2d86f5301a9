// For the tests of adapters and of other services: a contract suite for each port, and a home in memory.
export { checkpointsContract } from './checkpoints.contract.ts';
export { fingerprintsContract } from './fingerprints.contract.ts';
export { jobsContract } from './jobs.contract.ts';
export { manifestContract, type ManifestBench } from './manifest.contract.ts';
export {
  partnerContract,
  type MakePartnerBench,
  type OtherSide,
  type PartnerBench,
  type Script,
} from './partner.contract.ts';
export { payloadsContract } from './payloads.contract.ts';
export { rateLimiterContract } from './rate-limiter.contract.ts';
export { taskQueueContract, type QueueBench } from './task-queue.contract.ts';
export { tasksContract } from './tasks.contract.ts';
export {
  fakeTime,
  memoryCheckpoints,
  memoryFingerprints,
  memoryJobs,
  memoryLimiter,
  memoryManifest,
  memoryPartner,
  memoryPayloads,
  memoryProcessors,
  memoryQueue,
  memoryTasks,
  scriptedPartner,
  type Answer,
  type Asked,
} from './memory-home.ts';
export { memorySchedules, memorySigner } from './memory-schedules.ts';
export { schedulesContract } from './schedules.contract.ts';

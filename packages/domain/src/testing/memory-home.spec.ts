// The home in memory is the model of the contract suites; it must pass them itself.
import {
  checkpointsContract,
  fingerprintsContract,
  jobsContract,
  manifestContract,
  memoryCheckpoints,
  memoryFingerprints,
  memoryJobs,
  memoryLimiter,
  memoryManifest,
  memoryPayloads,
  memoryQueue,
  memoryTasks,
  payloadsContract,
  rateLimiterContract,
  taskQueueContract,
  tasksContract,
} from './index.ts';

jobsContract('memory', memoryJobs);
tasksContract('memory', memoryTasks);
payloadsContract('memory', memoryPayloads);
fingerprintsContract('memory', memoryFingerprints);
checkpointsContract('memory', memoryCheckpoints);
rateLimiterContract('memory', memoryLimiter);
taskQueueContract('memory', () => {
  const queue = memoryQueue();
  return { queue, receive: async (jobId) => queue.messages.filter((message) => message.jobId === jobId) };
});
manifestContract('memory', () => {
  const manifest = memoryManifest();
  return { manifest, waiting: async (jobId) => manifest.of(jobId) };
});

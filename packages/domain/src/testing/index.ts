// For the tests of adapters and of other services: a home in memory.
export { tasksContract } from './tasks.contract.ts';
export {
  memoryJobs,
  memoryManifest,
  memoryPartner,
  memoryPayloads,
  memoryProcessors,
  memoryQueue,
  memoryTasks,
  type Answer,
  type Asked,
} from './memory-home.ts';

// All ports on one SQLite file, and the engine that runs jobs on them.
export { sqliteCheckpoints } from './checkpoints.sqlite.ts';
export { sqliteFingerprints } from './fingerprints.sqlite.ts';
export { openDatabase, type Database } from './database.ts';
export { runJob, type EngineEnvironment } from './engine.ts';
export { sqliteJobs } from './jobs.sqlite.ts';
export { sqliteManifest, type Claim, type LocalManifest } from './manifest.sqlite.ts';
export { ndjsonOutput, type NdjsonOutput } from './ndjson.ts';
export { runToOutput, startRunner, type Output, type Runner, type RunnerOptions } from './runner.ts';
export { closeJob, type CloseEnvironment } from './close-job.ts';
export { sqliteSchedules } from './schedules.sqlite.ts';
export { sqlitePayloads } from './payloads.sqlite.ts';
export { sqliteQueue, type Delivery, type LocalQueue } from './queue.sqlite.ts';
export { sqliteTasks } from './tasks.sqlite.ts';
export { sqliteRateLimiter } from './rate-limiter.sqlite.ts';

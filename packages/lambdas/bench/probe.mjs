// One cold start in this process: imports a bundle and calls its handler once, as Lambda's runtime does, and prints what that took.
// Plain JavaScript, so that no stripping of types is measured with it.
import { writeSync } from 'node:fs';

const [bundle, event] = process.argv.slice(2);
const rssMb = () => process.memoryUsage.rss() / 1024 / 1024;

const bareMb = rssMb();
const bareCpu = process.cpuUsage();
const before = performance.now();
const { handler } = /** @type {{ handler?: (event: unknown, context: object) => Promise<unknown> }} */ (
  await import(bundle)
);
const imported = performance.now();
const context = {
  functionName: 'cold',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:cold',
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 60_000,
};
let outcome = 'answered';
try {
  await handler?.(JSON.parse(event), context);
} catch (failure) {
  outcome = failure instanceof Error ? failure.name : typeof failure;
}
const called = performance.now();
const cpu = process.cpuUsage(bareCpu);
const figures = {
  importMs: imported - before,
  callMs: called - imported,
  cpuMs: (cpu.user + cpu.system) / 1000,
  memoryMb: rssMb() - bareMb,
  outcome,
};
// Beside the function's own lines, which go to the outputs.
writeSync(3, JSON.stringify(figures));
process.exit();

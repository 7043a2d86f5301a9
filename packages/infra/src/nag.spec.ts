// cdk-nag's AWS Solutions rules: whatever they report has a reason here, and every reason is still needed.
import { mkdirSync } from 'node:fs';
import { bundleOf, functionNames } from '@api-poller/lambdas';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ApiPollerStack } from './app.ts';

const REASONS: ReadonlyArray<readonly [finding: RegExp, reason: string]> = [
  [
    /^AwsSolutions-S1$/,
    'server access logs: whoever needs them has a bucket for them; CloudTrail shows the calls',
  ],
  [/^AwsSolutions-IAM4\[Policy::.*AWSLambdaBasicExecutionRole\]$/, 'writes logs, and nothing else'],
  [
    /^AwsSolutions-IAM5\[Resource::\*\]$/,
    'X-Ray and log delivery allow no resource; a spec of the template names each action',
  ],
  [/^AwsSolutions-IAM5\[Resource::.*Table.*\/index\/\*\]$/, 'the one index of the one table'],
  [
    /^AwsSolutions-IAM5\[Action::s3:(GetObject|GetBucket|List|DeleteObject|Abort)\*\]$/,
    "the variants of one action, on the poller's own buckets",
  ],
  [
    /^AwsSolutions-IAM5\[Resource::.*(ManifestBucket|RawPayloadBucket).*\*\]$/,
    "objects of the poller's own buckets",
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<ApiPoller(PrepareJob|FetchTasks|FailBatch|SettleJob|SchedulesFireSchedule).*:\*\]$/,
    'versions of one function',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::.*:secret:api-poller\/\*\]$/,
    'the secrets that job requests may name; which there will be nobody knows beforehand',
  ],
  [
    /^AwsSolutions-IAM5\[Resource::.*:execution:.*\*\]$/,
    "executions of one machine, and of its map's children",
  ],
  [/^AwsSolutions-IAM5\[Resource::.*:schedule\/.*-schedules\/\*\]$/, "schedules of the poller's own group"],
  [/^AwsSolutions-SF1$/, 'errors only: everything would hold job requests, and these may hold headers'],
  [/^AwsSolutions-SQS3$/, 'dead-letter queues themselves, of the rule and of schedules'],
  [/^AwsSolutions-SMG4$/, 'a token that rotated by itself would lock its users out'],
  [/^AwsSolutions-APIG1$/, 'access logs hold addresses of people; whoever may keep them sets a destination'],
  [/^AwsSolutions-APIG4$/, 'health, the API description, and the simulated partner are open'],
];

const findings = (scope: Stack): ReadonlyArray<string> =>
  new AwsSolutionsChecks(App.of(scope) as App)
    .validateScope(scope)
    .violations.map(({ ruleName }) => ruleName);

describe('the rules of cdk-nag', () => {
  it('report nothing that has no reason, and every reason is needed', () => {
    for (const name of functionNames) mkdirSync(bundleOf(name), { recursive: true });
    const found = findings(new ApiPollerStack(new App(), 'Test', { simulator: true, allowHosts: [] }));
    expect(found.filter((name) => !REASONS.some(([finding]) => finding.test(name)))).toEqual([]);
    expect(REASONS.filter(([finding]) => !found.some((name) => finding.test(name))).map(String)).toEqual([]);
  });

  it('do report: a bucket without encryption in transit', () => {
    const stack = new Stack(new App(), 'Careless');
    expect(new Bucket(stack, 'Bucket')).toBeDefined();
    expect(findings(stack)).toContain('AwsSolutions-S10');
  });
});

// What no emulator carries is asserted here, in the template that is deployed; expectations are literals.
import { mkdirSync } from 'node:fs';
import { bundleOf, functionNames } from '@api-poller/lambdas';
import { EVENT_SOURCE, JOB_SETTLED } from '@api-poller/adapters-aws';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiPollerStack } from './app.ts';
import { workflow } from './workflow.ts';

let template: Template;

beforeAll(() => {
  // The bundles' contents are not of interest here, but their folders must be there.
  for (const name of functionNames) mkdirSync(bundleOf(name), { recursive: true });
  template = Template.fromStack(new ApiPollerStack(new App(), 'Test', { simulator: false, allowHosts: [] }));
  // Some seconds, and a multiple of that on a busy machine.
}, 60_000);

type Resources = Readonly<Record<string, { readonly Properties: Readonly<Record<string, unknown>> }>>;
const all = (type: string): Resources => template.findResources(type) as Resources;

describe('the stack', () => {
  it('encrypts its buckets, shuts them to the public and to plain HTTP, and forgets what is old', () => {
    expect(Object.keys(all('AWS::S3::Bucket'))).toHaveLength(2);
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [
          {
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            ExpirationInDays: 30,
            Status: 'Enabled',
          },
        ],
      },
    });
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      }),
    });
  });

  it('keeps its table on demand, recoverable, and with a time to live', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'JobId', KeyType: 'HASH' },
        { AttributeName: 'TaskId', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  it('delivers a message three times, and not while it is still handled (fault 8)', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 360,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 25,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: 1,
    });
  });

  it('lets whoever has the policy for it move dead letters back, and nothing else', () => {
    const policies = Object.values(all('AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(1);
    const [{ PolicyDocument, Roles } = {}] = policies.map(({ Properties }) => Properties);
    const { Statement } = PolicyDocument as {
      Statement: ReadonlyArray<{ Action: unknown; Resource: unknown }>;
    };
    expect(Statement.map(({ Action }) => Action)).toEqual([
      [
        'sqs:StartMessageMoveTask',
        'sqs:CancelMessageMoveTask',
        'sqs:ListMessageMoveTasks',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ],
      'sqs:SendMessage',
    ]);
    expect(JSON.stringify(Statement.map(({ Resource }) => Resource))).toMatch(
      /^\[\{"Fn::GetAtt":\["ApiPollerProcessPayloadDLQ\w+","Arn"\]\},\{"Fn::GetAtt":\["ApiPollerProcessPayloadQueue\w+","Arn"\]\}\]$/,
    );
    expect(Roles).toBeUndefined();
  });

  it('encrypts its queues, keeps what is on them for a fortnight, and takes nothing over plain HTTP', () => {
    expect(Object.keys(all('AWS::SQS::Queue'))).toHaveLength(4);
    template.allResourcesProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    expect(Object.keys(all('AWS::SQS::QueuePolicy'))).toHaveLength(4);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      }),
    });
  });

  it('bounds the requests of its API', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
  });

  it('tells on its bus that a job is over, in words that start and replay nothing', () => {
    const patterns = [
      ...Object.values(all('AWS::Events::Rule')),
      ...Object.values(all('AWS::Events::Archive')),
    ].map(({ Properties }) => Properties['EventPattern']);
    expect(patterns).toEqual([
      { source: ['source.events'], 'detail-type': ['api.event'] },
      { source: ['source.events'] },
    ]);
    expect([EVENT_SOURCE, JOB_SETTLED]).toEqual(['api-poller', 'job.settled']);
    // Who accepts jobs, and the two steps that end them.
    const may = Object.values(all('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties['PolicyDocument']).includes('events:PutEvents'),
    );
    expect(may).toHaveLength(3);
  });

  it('takes fewer functions for payloads at once when it is told so', () => {
    const made = new ApiPollerStack(new App(), 'Small', {
      simulator: false,
      allowHosts: [],
      figures: { processFunctions: 2, redeliverAfterSeconds: 6, fetchSeconds: 14 },
    });
    const small = Template.fromStack(made);
    expect(() =>
      small.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
    ).not.toThrow();
    // A function may never run for longer than its messages stay hidden.
    const timeouts = Object.entries(small.findResources('AWS::Lambda::Function') as Resources)
      .filter(([id]) => id.includes('ProcessPayload'))
      .map(([, { Properties }]) => Properties['Timeout']);
    expect(timeouts).toEqual([6]);
    expect(
      Object.values(all('AWS::Lambda::EventSourceMapping')).map(({ Properties }) => Properties),
    ).not.toContainEqual(expect.objectContaining({ ScalingConfig: expect.anything() as unknown }));
  });

  it('puts its tag on whatever can bear one', () => {
    const tag = { Key: 'application', Value: 'api-poller' };
    for (const type of [
      'AWS::SQS::Queue',
      'AWS::S3::Bucket',
      'AWS::DynamoDB::Table',
      'AWS::Lambda::Function',
    ])
      for (const { Properties } of Object.values(all(type))) expect(Properties['Tags']).toContainEqual(tag);
  });

  it('gives every function the pinned runtime, tracing, and a log that ends', () => {
    expect(Object.keys(all('AWS::Lambda::Function'))).toHaveLength(10);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('puts a submitted job on the bus without code between, keeps it in an archive, and loses none to the rule', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationSubtype: 'EventBridge-PutEvents',
      RequestParameters: Match.objectLike({
        Source: 'source.events',
        DetailType: 'api.event',
        Detail: '$request.body',
      }),
    });
    template.hasResourceProperties('AWS::Events::Archive', { RetentionDays: 30 });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['source.events'], 'detail-type': ['api.event'] },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });

  it('asks for the token on every route but two', () => {
    const open = Object.values(all('AWS::ApiGatewayV2::Route'))
      .map(({ Properties }) => Properties)
      .filter(({ AuthorizationType }) => AuthorizationType !== 'CUSTOM')
      .map(({ RouteKey }) => RouteKey);
    expect(open).toEqual(['GET /health', 'GET /openapi.json']);
    expect(Object.keys(all('AWS::ApiGatewayV2::Route'))).toHaveLength(17);
  });

  it('reads secrets under its prefix alone, and only in the functions that ask the partner', () => {
    const readers = Object.entries(all('AWS::IAM::Policy')).filter(([, { Properties }]) =>
      JSON.stringify(Properties).includes(':secret:api-poller/*'),
    );
    expect(readers.map(([id]) => id.replace(/ServiceRole.*/, '')).toSorted()).toEqual([
      'ApiPollerFetchTasks',
      'ApiPollerJobsApi',
      'ApiPollerPrepareJob',
      'ApiPollerSettleJob',
    ]);
  });

  it('allows nothing on all resources but tracing and the log delivery that AWS allows in no other way', () => {
    const wide = Object.values(all('AWS::IAM::Policy')).flatMap(({ Properties }) => {
      const { Statement } = Properties['PolicyDocument'] as {
        Statement: ReadonlyArray<{ Action: string | ReadonlyArray<string>; Resource: unknown }>;
      };
      return Statement.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    });
    const known = (action: string): boolean =>
      /^xray:Put(TraceSegments|TelemetryRecords)$|^xray:GetSampling(Rules|Targets)$|^logs:/.test(action);
    expect(wide.filter((action) => !known(action))).toEqual([]);
    expect(wide).toContain('xray:PutTraceSegments');
  });

  it('raises an alarm for dead letters, lost events, lost runs, failed executions, throttles, and jobs that end without all records', () => {
    const alarms = Object.entries(all('AWS::CloudWatch::Alarm')).map(
      ([id, { Properties }]) =>
        `${id.replace(/^ApiPoller|[0-9A-F]{8}$/g, '')}: ${String(Properties['MetricName'])}`,
    );
    expect(alarms.toSorted()).toEqual([
      'DeadLetters: DeadLettered',
      'FailedJobs: JobsEnded',
      'FailedWorkflows: ExecutionsFailed',
      'IncompleteJobs: JobsEnded',
      'LeftDeadLetters: ApproximateNumberOfMessagesVisible',
      'LostEvents: ApproximateNumberOfMessagesVisible',
      'LostRuns: ApproximateNumberOfMessagesVisible',
      'Throttles: Throttles',
    ]);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'ApiPoller',
      MetricName: 'JobsEnded',
      Dimensions: [
        { Name: 'Outcome', Value: 'INCOMPLETE' },
        { Name: 'service', Value: 'Test' },
      ],
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('shows on one page what the functions count, under the name that they count it by', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const page = JSON.stringify(all('AWS::CloudWatch::Dashboard'));
    const shown = [...page.matchAll(/ApiPoller\\",\\"(\w+)/g)].map(([, name = '']) => name);
    expect([...new Set(shown)].toSorted()).toEqual([
      'ColdStarts',
      'DeadLettered',
      'JobsEnded',
      'MessagesNotProcessed',
      'PagesFailed',
      'PagesFetched',
      'PagesProcessed',
      'PartnerWaits',
      'RecordsFetched',
    ]);
    const functions = Object.values(all('AWS::Lambda::Function'));
    expect(functions).toHaveLength(10);
    for (const { Properties } of functions)
      expect(Properties['Environment']).toMatchObject({ Variables: { POWERTOOLS_SERVICE_NAME: 'Test' } });
  });

  it('lets one function set alarms in one group, and EventBridge Scheduler call the one that fires', () => {
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'Test-schedules' });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
        Version: '2012-10-17',
      },
    });
    const policies = Object.values(all('AWS::IAM::Policy')).map(({ Properties }) =>
      JSON.stringify(Properties),
    );
    const setting = policies.filter((policy) => policy.includes('scheduler:CreateSchedule'));
    expect(setting).toHaveLength(1);
    expect(setting[0]).toContain('"iam:PassRole"');
    expect(setting[0]).toContain(':schedule/Test-schedules/*');
    expect(policies.filter((policy) => policy.includes('iam:PassRole'))).toHaveLength(1);
    // What fails after it was handed over is tried again, and then kept.
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('traces each function, and lets it say so to X-Ray', () => {
    const functions = Object.values(all('AWS::Lambda::Function'));
    expect(functions.map(({ Properties }) => Properties['TracingConfig'])).toEqual(
      Array.from({ length: 10 }, () => ({ Mode: 'Active' })),
    );
    const tracing = Object.values(all('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties).includes('"xray:PutTraceSegments"'),
    );
    // The functions', and the workflow's.
    expect(tracing).toHaveLength(11);
  });

  it('traces the workflow and logs its errors, without the requests in its state', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: Match.objectLike({ IncludeExecutionData: false, Level: 'ERROR' }),
    });
  });
});

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: ReadonlyArray<{ readonly Next: string }>;
  readonly Catch?: ReadonlyArray<{ readonly Next: string }>;
  readonly ItemProcessor?: Machine;
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State): ReadonlyArray<string> =>
  [Next, Default, ...Choices.map((each) => each.Next), ...Catch.map((each) => each.Next)].filter(
    (name) => name !== undefined,
  );

/** What is wrong with a machine: states that nobody reaches, and names that are none. */
const problemsOf = ({ StartAt, States }: Machine): ReadonlyArray<string> => {
  const reached = new Set([StartAt]);
  for (const name of reached) for (const next of nextOf(States[name] ?? { Type: 'None' })) reached.add(next);
  const inner = Object.values(States).flatMap(({ ItemProcessor }) =>
    ItemProcessor === undefined ? [] : problemsOf(ItemProcessor),
  );
  return [
    ...[...reached].filter((name) => !(name in States)).map((name) => `${name} is no state`),
    ...Object.keys(States)
      .filter((name) => !reached.has(name))
      .map((name) => `${name} is never reached`),
    ...inner,
  ];
};

describe('the workflow', () => {
  const machine = workflow(
    { prepareJob: 'p', fetchTasks: 'f', failBatch: 'x', settleJob: 's' },
    'bucket',
  ) as Machine;

  it('has only states that are reached, and reaches only states that it has', () => {
    expect(problemsOf(machine)).toEqual([]);
    expect(
      problemsOf({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, C: { Type: 'Pass' } } }),
    ).toEqual(['B is no state', 'C is never reached']);
  });

  it('maps over the round in S3, so that no list of tasks is in its state, and lets no batch fail the others (faults 2, 3)', () => {
    expect(machine.States['FetchAll']).toMatchObject({
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSONL' } },
      ResultWriter: { Arguments: { Bucket: 'bucket', Prefix: 'results' } },
      ToleratedFailurePercentage: 100,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
    expect(JSON.stringify(machine)).not.toContain('TimeoutSeconds');
  });
});

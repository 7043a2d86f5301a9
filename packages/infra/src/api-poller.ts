// The API poller as one construct: everything that a job needs, each resource in reach as a field.
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer, type HttpApi, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpIamAuthorizer,
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule, type Archive } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement, type ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { functionOf } from './functions.ts';
import { jobsHttpApi } from './jobs-http-api.ts';
import { grantNamedSecrets } from './named-secrets.ts';
import { DETAIL_TYPE, SOURCE } from './put-events-integration.ts';
import { Schedules } from './schedules.ts';
import { bucketOf, queueOf, redriveOf, tableOf } from './stores.ts';
import { watch, type Watch } from './watch.ts';
import { workflow } from './workflow.ts';

/** Who may use the jobs API. */
export type Access =
  /** A bearer token in a generated secret: the default. */
  | { readonly kind: 'token' }
  | { readonly kind: 'jwt'; readonly issuer: string; readonly audience: ReadonlyArray<string> }
  | { readonly kind: 'iam' }
  /** Everybody who knows the address. */
  | { readonly kind: 'none' };

export interface ApiPollerProps {
  readonly access?: Access;
  /** `HOST:PORT` of partners that may be asked although they are not public. */
  readonly allowHosts?: ReadonlyArray<string>;
  /** Stands before the name of each secret that a job request may name; `api-poller/` unless given. */
  readonly secretsPrefix?: string;
  /** Days after which a job and what is known of it are forgotten; 90 unless given. */
  readonly timeToLiveDays?: number;
  /** Tasks that one function fetches at the same time; 25 unless given. */
  readonly sideBySide?: number;
  /** Seconds that the functions which ask the partner may take; 900, AWS' most, unless given. */
  readonly fetchSeconds?: number;
  /** Seconds after which a message that was not processed is delivered again; 360 unless given. */
  readonly redeliverAfterSeconds?: number;
  /** Functions that process payloads at once, 2 to 1,000; as many as the account allows unless given. */
  readonly processFunctions?: number;
}

/** A batch is handled in one call as long as it can be; AWS allows fifteen minutes. */
const FETCH_SECONDS = 900;
const PROCESS_SECONDS = 60;
/** AWS asks for six times the function's time-out, so that no message comes back while it is handled. */
const REDELIVER_AFTER_SECONDS = 6 * PROCESS_SECONDS;
/** The original's. */
const MOST_DELIVERIES = 3;

export class ApiPoller extends Construct {
  readonly rawPayloadBucket: Bucket;
  readonly manifestBucket: Bucket;
  readonly pollerTasksTable: Table;
  readonly processPayloadQueue: Queue;
  readonly processPayloadDeadLetters: Queue;
  /** For whoever may put dead letters back onto the queue. Nobody has it by itself. */
  readonly redrive: ManagedPolicy;
  readonly pollerTasksEventBus: EventBus;
  readonly archive: Archive;
  readonly eventDeadLetters: Queue;
  readonly pollerWorkflow: StateMachine;
  readonly pollerHttpApi: HttpApi;
  /** Stands before the name of each secret that a job request may name, in Secrets Manager. */
  readonly secretsPrefix: string;
  /** Null when access is not by token. */
  readonly token: Secret | null;
  /** Alarms without an action: add where they go. */
  readonly watch: Watch;
  readonly prepareJob: LambdaFunction;
  readonly fetchTasks: LambdaFunction;
  readonly failBatch: LambdaFunction;
  readonly settleJob: LambdaFunction;
  readonly processPayload: LambdaFunction;
  readonly deadLetter: LambdaFunction;
  readonly jobsApi: LambdaFunction;
  readonly schedules: Schedules;
  readonly scheduleDeadLetters: Queue;

  constructor(scope: Construct, id: string, props: ApiPollerProps = {}) {
    super(scope, id);
    const access: Access = props.access ?? { kind: 'token' };
    this.secretsPrefix = props.secretsPrefix ?? 'api-poller/';
    const { fetchSeconds = FETCH_SECONDS, redeliverAfterSeconds = REDELIVER_AFTER_SECONDS } = props;
    this.rawPayloadBucket = bucketOf(this, 'RawPayloadBucket', 30);
    this.manifestBucket = bucketOf(this, 'ManifestBucket', 30);
    this.pollerTasksTable = tableOf(this);
    this.processPayloadDeadLetters = queueOf(this, 'ProcessPayloadDLQ', {
      visibilityTimeout: Duration.seconds(REDELIVER_AFTER_SECONDS),
    });
    this.processPayloadQueue = queueOf(this, 'ProcessPayloadQueue', {
      visibilityTimeout: Duration.seconds(redeliverAfterSeconds),
      deadLetterQueue: { queue: this.processPayloadDeadLetters, maxReceiveCount: MOST_DELIVERIES },
    });
    this.redrive = redriveOf(this, this.processPayloadDeadLetters, this.processPayloadQueue);
    this.pollerTasksEventBus = new EventBus(this, 'PollerTasksEventBus');
    const environment = {
      TABLE: this.pollerTasksTable.tableName,
      PAYLOAD_BUCKET: this.rawPayloadBucket.bucketName,
      MANIFEST_BUCKET: this.manifestBucket.bucketName,
      QUEUE_URL: this.processPayloadQueue.queueUrl,
      EVENT_BUS: this.pollerTasksEventBus.eventBusName,
      ALLOW_HOSTS: (props.allowHosts ?? []).join(','),
      TIME_TO_LIVE_DAYS: String(props.timeToLiveDays ?? 90),
      SIDE_BY_SIDE: String(props.sideBySide ?? 25),
      SECRETS_PREFIX: this.secretsPrefix,
    };
    const short = { environment, seconds: 60, memoryMb: 512 };
    this.prepareJob = functionOf(this, 'PrepareJob', 'prepare-job', { ...short, seconds: fetchSeconds });
    this.fetchTasks = functionOf(this, 'FetchTasks', 'fetch-tasks', {
      environment,
      seconds: fetchSeconds,
      memoryMb: 1024,
    });
    this.failBatch = functionOf(this, 'FailBatch', 'fail-batch', short);
    this.settleJob = functionOf(this, 'SettleJob', 'settle-job', { ...short, seconds: fetchSeconds });
    this.processPayload = functionOf(this, 'ProcessPayload', 'process-payload', {
      ...short,
      // AWS refuses a queue whose messages come again while the function may still run.
      seconds: Math.min(PROCESS_SECONDS, redeliverAfterSeconds),
    });
    this.deadLetter = functionOf(this, 'DeadLetter', 'dead-letter', short);
    this.pollerWorkflow = this.stateMachine();
    this.jobsApi = functionOf(this, 'JobsApi', 'http-api', {
      ...short,
      environment: { ...environment, STATE_MACHINE_ARN: this.pollerWorkflow.stateMachineArn },
    });
    this.allow();
    this.scheduleDeadLetters = queueOf(this, 'ScheduleDLQ', {});
    this.schedules = new Schedules(this, 'Schedules', {
      environment,
      table: this.pollerTasksTable,
      workflow: this.pollerWorkflow,
      deadLetters: this.scheduleDeadLetters,
    });
    this.processPayload.addEventSource(
      new SqsEventSource(this.processPayloadQueue, {
        batchSize: 25,
        maxBatchingWindow: Duration.seconds(1),
        reportBatchItemFailures: true,
        ...(props.processFunctions === undefined ? {} : { maxConcurrency: props.processFunctions }),
      }),
    );
    this.deadLetter.addEventSource(new SqsEventSource(this.processPayloadDeadLetters, { batchSize: 10 }));
    this.archive = this.pollerTasksEventBus.archive('Archive', {
      eventPattern: { source: [SOURCE] },
      retention: Duration.days(30),
    });
    this.eventDeadLetters = queueOf(this, 'EventDLQ', {});
    new Rule(this, 'JobSubmitted', {
      eventBus: this.pollerTasksEventBus,
      eventPattern: { source: [SOURCE], detailType: [DETAIL_TYPE] },
      targets: [new SfnStateMachine(this.pollerWorkflow, { deadLetterQueue: this.eventDeadLetters })],
    });
    this.token =
      access.kind === 'token'
        ? new Secret(this, 'Token', {
            description: 'The bearer token of the jobs API',
            generateSecretString: { passwordLength: 48, excludePunctuation: true },
          })
        : null;
    this.pollerHttpApi = jobsHttpApi(this, {
      authorizer: this.authorizer(access, environment),
      jobs: this.jobsApi,
      schedules: this.schedules.schedulesApi,
      bus: this.pollerTasksEventBus,
    });
    this.watch = watch(this, this);
  }

  private stateMachine(): StateMachine {
    const definition = workflow(
      {
        prepareJob: this.prepareJob.functionArn,
        fetchTasks: this.fetchTasks.functionArn,
        failBatch: this.failBatch.functionArn,
        settleJob: this.settleJob.functionArn,
      },
      this.manifestBucket.bucketName,
    );
    const machine = new StateMachine(this, 'PollerWorkflow', {
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'PollerWorkflowLog', {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        // Inputs hold job requests, and these may hold headers.
        includeExecutionData: false,
      },
    });
    for (const each of [this.prepareJob, this.fetchTasks, this.failBatch, this.settleJob])
      each.grantInvoke(machine);
    this.manifestBucket.grantRead(machine, 'manifests/*');
    this.manifestBucket.grantPut(machine, 'results/*');
    // A Distributed Map starts executions of its own machine. A policy of its own, because in the role's it would be a circle.
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machine.stateMachineName}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const children = new Policy(this, 'PollerWorkflowChildren', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [executions],
        }),
      ],
    });
    children.attachToRole(machine.role);
    return machine;
  }

  private allow(): void {
    const { pollerTasksTable: table, rawPayloadBucket: payloads, manifestBucket: manifests } = this;
    for (const each of [
      this.prepareJob,
      this.fetchTasks,
      this.failBatch,
      this.settleJob,
      this.processPayload,
      this.deadLetter,
      this.jobsApi,
    ])
      table.grantReadWriteData(each);
    for (const each of [this.prepareJob, this.settleJob, this.jobsApi])
      manifests.grantReadWrite(each, 'manifests/*');
    payloads.grantReadWrite(this.fetchTasks);
    payloads.grantRead(this.processPayload);
    for (const each of [this.processPayload, this.deadLetter]) payloads.grantDelete(each);
    this.processPayloadQueue.grantSendMessages(this.fetchTasks);
    this.pollerWorkflow.grantStartExecution(this.jobsApi);
    for (const each of [this.prepareJob, this.settleJob]) this.pollerTasksEventBus.grantPutEventsTo(each);
    grantNamedSecrets(this.secretsPrefix, this.prepareJob, this.fetchTasks, this.settleJob, this.jobsApi);
  }

  private authorizer(access: Access, environment: Readonly<Record<string, string>>): IHttpRouteAuthorizer {
    switch (access.kind) {
      case 'none':
        return new HttpNoneAuthorizer();
      case 'iam':
        return new HttpIamAuthorizer();
      case 'jwt':
        return new HttpJwtAuthorizer('Jwt', access.issuer, { jwtAudience: [...access.audience] });
      case 'token': {
        const secret = this.token;
        if (secret === null) throw new Error('access by token needs a token');
        const handler = functionOf(this, 'Authorizer', 'authorizer', {
          environment: { ...environment, TOKEN_SECRET: secret.secretArn },
          seconds: 10,
          memoryMb: 256,
        });
        secret.grantRead(handler);
        return new HttpLambdaAuthorizer('TokenAuthorizer', handler, {
          responseTypes: [HttpLambdaResponseType.SIMPLE],
          identitySource: ['$request.header.Authorization'],
          resultsCacheTtl: Duration.minutes(5),
        });
      }
    }
  }
}

// The workflow of a job as Amazon States Language with JSONata: prepare, map over the batches of a round, settle, again while
// there is more. No list of tasks ever travels in its state.

export interface WorkflowFunctions {
  readonly prepareJob: string;
  readonly fetchTasks: string;
  readonly failBatch: string;
  readonly settleJob: string;
}

const lambda = (functionArn: string, payload: object, next: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn, Payload: payload },
  Output: '{% $states.result.Payload %}',
  Retry: [
    // What can pass: a store that was busy, a function that was throttled or whose machine was lost. A bug is not tried again
    // for ever: six tries are some two minutes.
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 2,
      BackoffRate: 2,
      MaxAttempts: 6,
      MaxDelaySeconds: 60,
      JitterStrategy: 'FULL',
    },
  ],
  ...next,
});

const wait = (seconds: string, next: string): object => ({ Type: 'Wait', Seconds: seconds, Next: next });

const choice = (
  choices: ReadonlyArray<readonly [condition: string, next: string]>,
  Default: string,
): object => ({
  Type: 'Choice',
  Choices: choices.map(([Condition, Next]) => ({ Condition, Next })),
  Default,
});

const executionId = '{% $states.context.Execution.Name %}';
const next = (name: string): string => `{% $states.input.next = '${name}' %}`;

/** One batch: fetched, and again as long as it is not finished; given up when its function fails for good. */
const batch = ({ fetchTasks, failBatch }: WorkflowFunctions): object => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'FetchTasks',
  States: {
    FetchTasks: lambda(
      fetchTasks,
      { jobId: '{% $states.input.jobId %}', batch: '{% $states.input.batch %}' },
      {
        Output: {
          jobId: '{% $states.input.jobId %}',
          batch: '{% $states.input.batch %}',
          finished: '{% $states.result.Payload.finished %}',
          seconds: '{% $states.result.Payload.seconds %}',
        },
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: {
              jobId: '{% $states.input.jobId %}',
              batch: '{% $states.input.batch %}',
              error: '{% $states.errorOutput.Error %}',
              cause: '',
            },
            Next: 'FailBatch',
          },
        ],
        Next: 'IsFinished',
      },
    ),
    IsFinished: choice([['{% $states.input.finished %}', 'Done']], 'WaitForPartner'),
    WaitForPartner: wait('{% $states.input.seconds %}', 'FetchTasks'),
    FailBatch: lambda(failBatch, '{% $states.input %}' as unknown as object, { Next: 'Done' }),
    Done: { Type: 'Succeed', Output: {} },
  },
});

export const workflow = (functions: WorkflowFunctions, resultBucket: string): object => ({
  Comment: 'One job of the API poller',
  QueryLanguage: 'JSONata',
  StartAt: 'Prepare',
  States: {
    // The input is an event of the bus, or {jobId} of a job that is there already.
    Prepare: lambda(
      functions.prepareJob,
      {
        executionId,
        event:
          "{% $exists($states.context.Execution.Input.detail) ? {'id': $states.context.Execution.Input.id, 'detail': $states.context.Execution.Input.detail} : null %}",
        jobId:
          '{% $exists($states.context.Execution.Input.jobId) ? $states.context.Execution.Input.jobId : null %}',
      },
      { Next: 'AfterPrepare' },
    ),
    AfterPrepare: choice(
      [
        [next('map'), 'FetchAll'],
        [next('wait'), 'WaitToPrepare'],
        [next('settle'), 'SettleWithoutRound'],
      ],
      'Done',
    ),
    WaitToPrepare: wait('{% $states.input.seconds %}', 'Prepare'),
    FetchAll: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Arguments: { Bucket: '{% $states.input.bucket %}', Key: '{% $states.input.key %}' },
      },
      ItemSelector: {
        jobId: '{% $states.input.jobId %}',
        batch: '{% $states.context.Map.Item.Value %}',
      },
      MaxConcurrency: '{% $states.input.functions %}',
      // A batch that fails has marked its tasks; the others go on.
      ToleratedFailurePercentage: 100,
      ItemProcessor: batch(functions),
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Arguments: { Bucket: resultBucket, Prefix: 'results' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
      },
      Output: { jobId: '{% $states.input.jobId %}', key: '{% $states.input.key %}', waits: 0 },
      Next: 'Settle',
    },
    SettleWithoutRound: {
      Type: 'Pass',
      Output: { jobId: '{% $states.input.jobId %}', key: null, waits: 0 },
      Next: 'Settle',
    },
    Settle: lambda(
      functions.settleJob,
      {
        executionId,
        jobId: '{% $states.input.jobId %}',
        key: '{% $states.input.key %}',
        waits: '{% $states.input.waits %}',
      },
      { Next: 'AfterSettle' },
    ),
    AfterSettle: choice(
      [
        [next('map'), 'FetchAll'],
        [next('wait'), 'WaitToSettle'],
      ],
      'Done',
    ),
    WaitToSettle: {
      Type: 'Wait',
      Seconds: '{% $states.input.seconds %}',
      Output: { jobId: '{% $states.input.jobId %}', key: null, waits: '{% $states.input.waits %}' },
      Next: 'Settle',
    },
    Done: { Type: 'Succeed', Output: {} },
  },
});

// What a job cost, counted where the engine keeps it: transitions in the histories of executions, invocations and lines in the logs.
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  type GetExecutionHistoryCommandOutput,
  type ListExecutionsCommandInput,
  type ListExecutionsCommandOutput,
} from '@aws-sdk/client-sfn';
import { optionsOf } from './clients.ts';

export interface Transitions {
  readonly executions: number;
  /** Executions that maps started; AWS counts the start of each as a transition, and so does `transitions`. */
  readonly children: number;
  readonly transitions: number;
  /** How often each state was entered. */
  readonly states: Readonly<Record<string, number>>;
}

export interface Invocations {
  /** Of PrepareJob, FetchTasks, FailBatch and SettleJob. */
  readonly fetching: number;
  /** Of ProcessPayload and DeadLetter. */
  readonly processing: number;
}

/** What the functions used, by the reports in their logs. */
export interface Usage {
  readonly gigabyteSeconds: number;
  readonly loggedBytes: number;
}

export interface Counts {
  readonly usage: (sinceMs: number) => Promise<Usage>;
  /** Lines that the functions logged since then, by the log group's name. */
  readonly logLines: (
    sinceMs: number,
    pattern?: string,
  ) => Promise<ReadonlyMap<string, ReadonlyArray<string>>>;
  readonly invocations: (sinceMs: number) => Promise<Invocations>;
  /** Of all executions that started since then. */
  readonly transitions: (stateMachineArn: string, sinceMs: number) => Promise<Transitions>;
}

const REPORT = /^REPORT .*\tBilled Duration: (\d+) ms\tMemory Size: (\d+) MB/;

const FETCHING = /PrepareJob|FetchTasks|FailBatch|SettleJob/;
const PROCESSING = /ProcessPayload|DeadLetter/;

export const countsOf = (endpoint: string): Counts => {
  const logs = new CloudWatchLogsClient(optionsOf(endpoint));
  const sfn = new SFNClient(optionsOf(endpoint));

  const linesOf = async (logGroupName: string, startTime: number, filterPattern?: string) => {
    const lines: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: FilterLogEventsCommandOutput = await logs.send(
        new FilterLogEventsCommand({ logGroupName, startTime, filterPattern, nextToken }),
      );
      lines.push(...(page.events ?? []).map(({ message = '' }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return lines;
  };
  const logLines: Counts['logLines'] = async (sinceMs, pattern) => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const lines = new Map<string, ReadonlyArray<string>>();
    for (const { logGroupName = '' } of logGroups)
      lines.set(logGroupName, await linesOf(logGroupName, sinceMs, pattern));
    return lines;
  };

  const executionsOf = async (
    of: Pick<ListExecutionsCommandInput, 'stateMachineArn' | 'mapRunArn'>,
    sinceMs: number,
  ): Promise<ReadonlyArray<string>> => {
    const arns: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: ListExecutionsCommandOutput = await sfn.send(
        new ListExecutionsCommand({ ...of, nextToken }),
      );
      for (const { executionArn = '', startDate } of page.executions ?? [])
        if ((startDate?.getTime() ?? 0) >= sinceMs) arns.push(executionArn);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return arns;
  };
  const entered = async (executionArn: string): Promise<ReadonlyArray<string>> => {
    const states: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: GetExecutionHistoryCommandOutput = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }),
      );
      for (const { stateEnteredEventDetails } of page.events ?? [])
        if (stateEnteredEventDetails !== undefined) states.push(stateEnteredEventDetails.name ?? '');
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return states;
  };

  return {
    logLines,
    usage: async (sinceMs) => {
      const lines = [...(await logLines(sinceMs)).values()].flat();
      const seconds = lines.map((line) => {
        const [, ms = 0, mb = 0] = REPORT.exec(line) ?? [];
        return (Number(ms) / 1_000) * (Number(mb) / 1_024);
      });
      return {
        gigabyteSeconds: seconds.reduce((sum, each) => sum + each, 0),
        loggedBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
      };
    },
    invocations: async (sinceMs) => {
      const starts = await logLines(sinceMs, '"START RequestId"');
      const sum = (names: RegExp): number =>
        [...starts].reduce((all, [name, lines]) => all + (names.test(name) ? lines.length : 0), 0);
      return { fetching: sum(FETCHING), processing: sum(PROCESSING) };
    },
    transitions: async (stateMachineArn, sinceMs) => {
      const parents = await executionsOf({ stateMachineArn }, sinceMs);
      const children: string[] = [];
      for (const executionArn of parents) {
        const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
        for (const { mapRunArn } of mapRuns) children.push(...(await executionsOf({ mapRunArn }, 0)));
      }
      const states: Record<string, number> = {};
      for (const arn of [...parents, ...children])
        for (const name of await entered(arn)) states[name] = (states[name] ?? 0) + 1;
      const transitions = Object.values(states).reduce((sum, times) => sum + times, children.length);
      return { executions: parents.length, children: children.length, transitions, states };
    },
  };
};

// docs/reference/cost.md from what was counted and the list of prices. Pure: the same input gives the same page.
import type { Counted, Prices } from './figures.ts';

/** Counted on the same emulator by reading the histories and logs of its run. */
const ORIGINAL = { transitions: 11, invocations: 4.5 };

const MILLION = 1_000_000;

const money = (dollars: number): string => `$${dollars < 1 ? dollars.toFixed(2) : dollars.toFixed(1)}`;
const figure = (count: number): string =>
  count >= 100 ? count.toFixed(0) : String(Number(count.toPrecision(3)));

interface Row {
  readonly what: string;
  readonly perPage: number;
  /** Of a million pages. */
  readonly dollars: number;
}

export const rowsOf = ({ perPage }: Counted, { perMillion, logsPerGigabyte }: Prices): ReadonlyArray<Row> => {
  const row = (what: string, count: number, price: number): Row => ({
    what,
    perPage: count,
    dollars: count * price,
  });
  return [
    row('Step Functions transitions', perPage.transitions, perMillion.stepFunctionsTransitions),
    row(
      'Lambda invocations',
      perPage.fetchingInvocations + perPage.processingInvocations,
      perMillion.lambdaInvocations,
    ),
    row('Lambda GB-seconds', perPage.gigabyteSeconds, perMillion.lambdaGigabyteSeconds),
    row('DynamoDB write units', perPage.dynamoWriteUnits, perMillion.dynamoWriteUnits),
    row('DynamoDB read units', perPage.dynamoReadUnits, perMillion.dynamoReadUnits),
    row('S3 writes and lists', perPage.s3Writes, perMillion.s3Writes),
    row('S3 reads', perPage.s3Reads, perMillion.s3Reads),
    row('SQS requests', perPage.sqsRequests, perMillion.sqsRequests),
    row('CloudWatch Logs, bytes', perPage.loggedBytes, (MILLION / 1_000_000_000) * logsPerGigabyte),
  ];
};

export const costPageOf = (counted: Counted, prices: Prices): string => {
  const rows = rowsOf(counted, prices);
  const total = rows.reduce((sum, { dollars }) => sum + dollars, 0);
  const { stepFunctionsTransitions, lambdaInvocations } = prices.perMillion;
  const original = ORIGINAL.transitions * stepFunctionsTransitions + ORIGINAL.invocations * lambdaInvocations;
  const { transitions, fetchingInvocations, processingInvocations } = counted.perPage;
  const ours =
    transitions * stepFunctionsTransitions +
    (fetchingInvocations + processingInvocations) * lambdaInvocations;
  return `# What a million pages cost

Made by \`npm run cost\` from \`packages/integration/bench/counted.json\` and \`prices.json\`; do not edit it here. Counted on
${counted.date} on ${counted.engine}, on one job of ${counted.pages.toLocaleString('en-US')} pages of 100 records, with a partner that answers at once. List
prices of ${prices.region} of ${prices.asOf}, without free tiers: look them up before you rely on them.

| | a page | a million pages |
|---|---|---|
${rows.map(({ what, perPage, dollars }) => `| ${what} | ${figure(perPage)} | ${money(dollars)} |`).join('\n')}
| **together** | | **${money(total)}** |

## Beside the original

| | the original, a page | this, a page | the original, a million | this, a million |
|---|---|---|---|---|
| transitions | ${ORIGINAL.transitions} | ${figure(transitions)} | ${money(ORIGINAL.transitions * stepFunctionsTransitions)} | ${money(transitions * stepFunctionsTransitions)} |
| invocations | 4-5 | ${figure(fetchingInvocations + processingInvocations)} | ${money(ORIGINAL.invocations * lambdaInvocations)} | ${money((fetchingInvocations + processingInvocations) * lambdaInvocations)} |
| both | | | ${money(original)} | ${money(ours)} |

## How it was counted

- Transitions: every state entered, in the histories of the execution and of the executions that its map started, and the start of
  each of these.
- Invocations: of PrepareJob, FetchTasks, SettleJob (${figure(fetchingInvocations)} a page) and ProcessPayload (${figure(processingInvocations)}). The emulator
  hands over at most ten messages at a time; AWS up to 25.
- GB-seconds: as reported in the logs. The clock is the emulator's machine, and a partner that takes its time is paid for: each
  second of its answers costs a function of 1 GB about a 25th of a second, for 25 pages are under way at once.
- Units of DynamoDB: by AWS' rules, from the requests that went over the line: twice the size for each write of a transaction.
- SQS: the batches that were sent, and as many calls to receive and to delete as the messages need, ten at a time.
- Not in it: EventBridge and the HTTP API (one request a job), traces, storage, and who watches the job.
`;
};

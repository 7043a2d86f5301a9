// `plan`: shows what a job would do, and stores nothing: the way to look at a partner before anything is copied.
import * as E from 'fp-ts/lib/Either.js';
import { explainField, previewPlan, type AddressPolicy, type PlanPreview } from '@api-poller/domain';
import { openHome } from './compose.ts';
import { EXIT } from './exit-codes.ts';
import { print, printJson } from './print.ts';
import { say, stopRequested } from './progress/show-progress.ts';

export interface PlanOptions {
  /** The job request as the user gave it. */
  readonly request: unknown;
  readonly policy: AddressPolicy;
  readonly secretsFolder: string | null;
  readonly json: boolean;
}

const counted = (count: number | null, what: string): string =>
  count === null ? `an unknown number of ${what}` : `${count.toLocaleString('en-US')} ${what}`;

/** Long enough to recognise a record by, short enough for a line. */
const SHOWN = 160;

const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);

const show = ({ Pagination, Evidence, Parallel, ...plan }: PlanPreview): void => {
  print(
    `${Pagination.kind} pagination, ${Parallel ? 'pages side by side' : 'one page after the other: each names the next'}`,
  );
  for (const evidence of Evidence) print(`  ${evidence}`);
  if (plan.Doubt !== null) print(`  but ${plan.Doubt}`);
  const size = plan.RecordsPerPage === null ? '' : ` of at most ${plan.RecordsPerPage}`;
  print(`${counted(plan.Records, 'records')} on ${counted(plan.Tasks, 'pages')}${size}`);
  for (const [name, value] of Object.entries(plan.RateLimitHeaders)) print(`  ${name}: ${value}`);
  print('first records');
  for (const record of plan.FirstRecords) print(`  ${shortened(record)}`);
  print('a request that says all of it, for --request');
  print(JSON.stringify(plan.Request, null, 2));
};

/** @returns the exit code */
export const planCommand = async ({ request, policy, secretsFolder, json }: PlanOptions): Promise<number> => {
  const stopping = stopRequested();
  const home = openHome({
    databasePath: ':memory:',
    policy,
    secretsFolder,
    processors: [],
    outputPath: () => '',
  });
  try {
    const preview = await previewPlan(
      request,
      () => !stopping(),
    )({
      ...home.env,
      judgeRequest: home.judgeRequest,
    })();
    if (E.isRight(preview)) {
      if (json) printJson(preview.right);
      else show(preview.right);
      return EXIT.complete;
    }
    const { left } = preview;
    say(left._tag === 'RequestInvalid' ? left.errors.map(explainField).join('\n') : left.detail);
    return left._tag === 'RequestInvalid' ? EXIT.usage : EXIT.unreachable;
  } finally {
    await home.close();
  }
};

import { answers } from '../answers.ts';
import { openHome } from '../compose.ts';
import { observed } from '../observed.ts';
import { alarms } from '../parts.ts';
import { schedulesApi } from '../schedules-api.ts';
import { requestOf } from '../steps/input.ts';
import { scheduleOfPath } from '../whose.ts';

const home = openHome({ alarms });

export const handler = observed(
  'schedules-api',
  home,
  requestOf,
  scheduleOfPath,
  answers(schedulesApi(home)),
);

import { answers } from '../answers.ts';
import { schedulesApi } from '../calls.ts';
import { openHome } from '../compose.ts';
import { observed } from '../observed.ts';
import { alarms } from '../parts.ts';
import { schedulesApi as api } from '../schedules-api.ts';

const home = openHome({ alarms });

export const handler = observed(schedulesApi, home, answers(api(home)));

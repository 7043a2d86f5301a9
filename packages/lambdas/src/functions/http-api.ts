import { answers } from '../answers.ts';
import { api } from '../api.ts';
import { openHome } from '../compose.ts';
import { observed } from '../observed.ts';
import { executions, manifest, partner } from '../parts.ts';
import { requestOf } from '../steps/input.ts';
import { jobOfPath } from '../whose.ts';

const home = openHome({ partner, manifest, executions });

export const handler = observed('http-api', home, requestOf, jobOfPath, answers(api(home)));

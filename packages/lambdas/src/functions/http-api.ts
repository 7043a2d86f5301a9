import { answers } from '../answers.ts';
import { api } from '../api.ts';
import { httpApi } from '../calls.ts';
import { openHome } from '../compose.ts';
import { observed } from '../observed.ts';
import { executions, manifest, partner } from '../parts.ts';

const home = openHome({ partner, manifest, executions });

export const handler = observed(httpApi, home, answers(api(home)));

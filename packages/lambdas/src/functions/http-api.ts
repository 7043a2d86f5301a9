import { handle } from 'hono/aws-lambda';
import { openHome } from '../compose.ts';
import { executions, manifest, partner } from '../parts.ts';
import { api } from '../api.ts';

export const handler = handle(api(openHome({ partner, manifest, executions })));

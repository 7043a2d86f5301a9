import { handle } from 'hono/aws-lambda';
import { openHome } from '../compose.ts';
import { alarms } from '../parts.ts';
import { schedulesApi } from '../schedules-api.ts';

export const handler = handle(schedulesApi(openHome({ alarms })));

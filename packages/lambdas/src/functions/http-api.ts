import { handle } from 'hono/aws-lambda';
import { openHome } from '../compose.ts';
import { api } from '../api.ts';
import { httpPartner } from '../partner.ts';

export const handler = handle(api(openHome(httpPartner)));

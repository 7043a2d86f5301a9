// The log of the functions: JSON lines, each with the job. Never a token, a header, a record or a payload.
import { Logger } from '@aws-lambda-powertools/logger';

export const log = new Logger({ serviceName: 'api-poller' });

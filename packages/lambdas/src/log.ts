// The log of the functions: JSON lines, each with the job. Never a token, a header, a record or a payload.
import { Logger } from '@aws-lambda-powertools/logger';

/** The deployed stack's name, so that two in one account are told apart. */
export const SERVICE = process.env['POWERTOOLS_SERVICE_NAME'] ?? 'api-poller';

export const log = new Logger({ serviceName: SERVICE });

// Errors as RFC 9457 problem+json: one table from what can go wrong to the status and title that say so.
import {
  explainField,
  type FieldError,
  type JobConflict,
  type JobOver,
  type JobUnknown,
  type NothingToRetry,
  type PlanFailed,
  type RequestInvalid,
  type ScheduleInvalid,
  type ScheduleUnknown,
  type StoreUnavailable,
} from '@api-poller/domain';

export type ApiError =
  | RequestInvalid
  | JobConflict
  | JobUnknown
  | JobOver
  | NothingToRetry
  | PlanFailed
  | ScheduleInvalid
  | ScheduleUnknown
  | StoreUnavailable
  | { readonly _tag: 'TaskUnknown'; readonly taskId: string }
  | { readonly _tag: 'BodyNotJson' }
  | { readonly _tag: 'BodyTooLarge' }
  | { readonly _tag: 'TokenWrong' }
  | { readonly _tag: 'RouteUnknown' };

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Each field that is wrong, and what was expected there. */
  readonly errors?: ReadonlyArray<FieldError>;
}

const STATUS: Readonly<Record<ApiError['_tag'], readonly [status: number, title: string]>> = {
  RequestInvalid: [422, 'The job request is not valid'],
  JobConflict: [409, 'Another request has this id'],
  JobUnknown: [404, 'No such job'],
  JobOver: [409, 'The job is over'],
  NothingToRetry: [409, 'Nothing to retry'],
  PlanFailed: [502, 'The partner could not be planned with'],
  ScheduleInvalid: [422, 'The schedule is not valid'],
  ScheduleUnknown: [404, 'No such schedule'],
  StoreUnavailable: [503, 'The store cannot be reached'],
  TaskUnknown: [404, 'No such task'],
  BodyNotJson: [400, 'The body is not JSON'],
  BodyTooLarge: [413, 'The body is too large'],
  TokenWrong: [401, 'A token is needed'],
  RouteUnknown: [404, 'No such route'],
};

const detailOf = (error: ApiError): string => {
  switch (error._tag) {
    case 'RequestInvalid':
    case 'ScheduleInvalid':
      return error.errors.map(explainField).join('; ');
    case 'JobConflict':
      return `job ${error.jobId} was submitted with another request; use another id`;
    case 'JobUnknown':
      return `there is no job ${error.jobId}; GET /jobs lists all`;
    case 'ScheduleUnknown':
      return `there is no schedule ${error.scheduleId}; GET /schedules lists all`;
    case 'TaskUnknown':
      return `nothing was reported on a task ${error.taskId} of this job`;
    case 'BodyNotJson':
      return 'send a job request in JSON, for example {"url":"https://partner.example/payload"}';
    case 'BodyTooLarge':
      return 'a job request is at most 1 MiB';
    case 'TokenWrong':
      return 'send "Authorization: Bearer <token>" with the token that this server was started with';
    case 'RouteUnknown':
      return 'GET /openapi.json lists the routes';
    case 'JobOver':
    case 'NothingToRetry':
    case 'PlanFailed':
    case 'StoreUnavailable':
      return error.detail;
  }
};

export const problemOf = (error: ApiError): Problem => {
  const [status, title] = STATUS[error._tag];
  const errors =
    error._tag === 'RequestInvalid' || error._tag === 'ScheduleInvalid' ? { errors: error.errors } : {};
  return { type: 'about:blank', title, status, detail: detailOf(error), ...errors };
};

// Executions of the workflow that runs jobs.
import { StartExecutionCommand, StopExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { StoreUnavailable } from '@api-poller/domain';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { calling, isNamed } from '../store-failure.ts';

export interface Executions {
  /** Repeatable: an execution of this name that is there already is a success. */
  readonly start: (name: string, input: object) => TaskEither<StoreUnavailable, void>;
  /** A success too when it has ended, or never was. */
  readonly stop: (name: string) => TaskEither<StoreUnavailable, void>;
}

export interface SfnExecutionsOptions {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
}

export const sfnExecutions = ({ client, stateMachineArn }: SfnExecutionsOptions): Executions => ({
  start: (name, input) =>
    calling('Step Functions', async () => {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (cause) {
        if (!isNamed(cause, 'ExecutionAlreadyExists')) throw cause;
      }
    }),
  stop: (name) =>
    calling('Step Functions', async () => {
      try {
        const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
        await client.send(new StopExecutionCommand({ executionArn }));
      } catch (cause) {
        if (!isNamed(cause, 'ExecutionDoesNotExist')) throw cause;
      }
    }),
});

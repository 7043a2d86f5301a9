// Schedules: a group for the alarms of EventBridge Scheduler, the function that they call, and the function of the API's routes,
// which alone may set them.
import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { functionOf } from './functions.ts';

export interface SchedulesProps {
  readonly environment: Readonly<Record<string, string>>;
  readonly table: Table;
  readonly workflow: StateMachine;
  /** Where runs go that could not be fired. */
  readonly deadLetters: IQueue;
}

export class Schedules extends Construct {
  readonly group: CfnScheduleGroup;
  /** Called at each planned time. */
  readonly fireSchedule: LambdaFunction;
  /** With which EventBridge Scheduler calls it. */
  readonly role: Role;
  readonly schedulesApi: LambdaFunction;

  constructor(scope: Construct, id: string, { environment, table, workflow, deadLetters }: SchedulesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // One a stack: schedules of two pollers in one account would take each other's names.
    const name = `${stack.stackName}-schedules`;
    this.group = new CfnScheduleGroup(this, 'Group', { name });
    const short = { seconds: 60, memoryMb: 512 };
    this.fireSchedule = functionOf(this, 'FireSchedule', 'fire-schedule', {
      ...short,
      environment: { ...environment, STATE_MACHINE_ARN: workflow.stateMachineArn },
    });
    // EventBridge Scheduler only hands the call over: what fails then is Lambda's to try again.
    this.fireSchedule.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
    });
    table.grantReadWriteData(this.fireSchedule);
    workflow.grantStartExecution(this.fireSchedule);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        // Nobody else's schedules may use it.
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    this.fireSchedule.grantInvoke(this.role);
    deadLetters.grantSendMessages(this.role);
    this.schedulesApi = functionOf(this, 'SchedulesApi', 'schedules-api', {
      ...short,
      environment: {
        ...environment,
        SCHEDULE_GROUP: name,
        FIRE_FUNCTION_ARN: this.fireSchedule.functionArn,
        SCHEDULER_ROLE_ARN: this.role.roleArn,
        SCHEDULE_DEAD_LETTER_ARN: deadLetters.queueArn,
      },
    });
    // Its schedules are made in the group, which must be there.
    this.schedulesApi.node.addDependency(this.group);
    table.grantReadWriteData(this.schedulesApi);
    this.role.grantPassRole(this.schedulesApi.grantPrincipal);
    this.schedulesApi.addToRolePolicy(
      new PolicyStatement({
        actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
        resources: [
          stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${name}/*` }),
        ],
      }),
    );
  }
}

// The deployable app: the poller, and the simulated partner when it is asked for with `-c simulator=true`.
import { CfnOutput, App, Stack, Tags, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiPoller, type ApiPollerProps } from './api-poller.ts';
import { PartnerSimulator } from './partner-simulator.ts';

export interface ApiPollerStackProps extends StackProps {
  readonly simulator: boolean;
  /** `HOST:PORT,…` of partners that may be asked although they are not public. */
  readonly allowHosts: ReadonlyArray<string>;
  /** Other figures than the usual ones: shorter times for tests that wait for them, fewer functions for a small machine. */
  readonly figures?: Pick<ApiPollerProps, 'fetchSeconds' | 'redeliverAfterSeconds' | 'processFunctions'>;
}

export class ApiPollerStack extends Stack {
  readonly poller: ApiPoller;
  readonly partner: PartnerSimulator | null;

  constructor(
    scope: Construct,
    id: string,
    { simulator, allowHosts, figures = {}, ...props }: ApiPollerStackProps,
  ) {
    super(scope, id, props);
    this.poller = new ApiPoller(this, 'ApiPoller', { allowHosts, ...figures });
    this.partner = simulator ? new PartnerSimulator(this, 'PartnerSimulator') : null;
    const output = (name: string, value: string): void => {
      new CfnOutput(this, name, { value });
    };
    output('PollerHttpApiUrl', this.poller.pollerHttpApi.apiEndpoint);
    output('RawPayloadBucket', this.poller.rawPayloadBucket.bucketName);
    output('StateMachineName', this.poller.pollerWorkflow.stateMachineName);
    // What an operator needs for a redrive, a replay, or a look into the table.
    output('StateMachineArn', this.poller.pollerWorkflow.stateMachineArn);
    output('ProcessPayloadQueueUrl', this.poller.processPayloadQueue.queueUrl);
    output('ProcessPayloadDLQUrl', this.poller.processPayloadDeadLetters.queueUrl);
    output('PollerTasksTableName', this.poller.pollerTasksTable.tableName);
    output('ManifestBucketName', this.poller.manifestBucket.bucketName);
    output('PollerTasksEventBusArn', this.poller.pollerTasksEventBus.eventBusArn);
    output('ArchiveArn', this.poller.archive.archiveArn);
    if (this.poller.token !== null) output('TokenSecret', this.poller.token.secretArn);
    if (this.partner !== null) output('ExternalHttpApiUrl', this.partner.externalHttpApi.apiEndpoint);
    Tags.of(this).add('application', 'api-poller');
  }
}

export const app = (context: Readonly<Record<string, unknown>> = {}): App => {
  const made = new App({ context: { ...context } });
  const allow: unknown = made.node.tryGetContext('allowHosts');
  const figure = (name: 'fetchSeconds' | 'redeliverAfterSeconds' | 'processFunctions') => {
    const given: unknown = made.node.tryGetContext(name);
    return given === undefined ? {} : { [name]: Number(given) };
  };
  new ApiPollerStack(made, 'ApiPoller', {
    simulator: String(made.node.tryGetContext('simulator')) === 'true',
    allowHosts: typeof allow === 'string' && allow !== '' ? allow.split(',') : [],
    figures: {
      ...figure('fetchSeconds'),
      ...figure('redeliverAfterSeconds'),
      ...figure('processFunctions'),
    },
  });
  return made;
};

// Clients of an engine; emulators take any credentials.
import { awsClients, type AwsClients } from '@api-poller/adapters-aws';

export const clientsOf = (endpoint: string): AwsClients =>
  awsClients({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

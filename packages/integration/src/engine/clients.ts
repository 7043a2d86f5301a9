// Clients of an engine; emulators take any credentials.
import { awsClients, type AwsClients } from '@api-poller/adapters-aws';

/** What every client of an emulator is given. */
export const optionsOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

export const clientsOf = (endpoint: string): AwsClients => awsClients(optionsOf(endpoint));

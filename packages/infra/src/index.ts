// Constructs for stacks of your own, and the app that deploys them.
export { ApiPoller, type Access, type ApiPollerProps } from './api-poller.ts';
export { app, ApiPollerStack, type ApiPollerStackProps } from './app.ts';
export { PartnerSimulator, type PartnerSimulatorProps } from './partner-simulator.ts';
export { workflow, type WorkflowFunctions } from './workflow.ts';

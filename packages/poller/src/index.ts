// For modules that extend the poller, and for programs that embed its server.
export { defineProcessor, type DefinedProcessor, type RecordsPage } from './processors/define-processor.ts';
export { startServer, type RunningServer, type ServerOptions } from './server/server.ts';

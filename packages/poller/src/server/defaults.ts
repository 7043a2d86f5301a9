// Where the server is unless somebody says otherwise.
export const DEFAULT_PORT = 4000;
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_DATA = 'api-poller-data';

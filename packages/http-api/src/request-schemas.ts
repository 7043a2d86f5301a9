// The parts of the job request that come in kinds, as JSON Schema: each field says of which kinds it is.
const text = { type: 'string' } as const;
const source = (description: string) => ({
  type: ['string', 'null'],
  description: `${description}: a body field, a JSONPath, or "header:" and a name`,
});

export const paginationSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'how the partner pages; left out: detected from its first answers',
  properties: {
    kind: {
      enum: ['detect', 'offset', 'page', 'cursor', 'next-url', 'link', 'keyset', 'single'],
      default: 'detect',
    },
    records: {
      ...text,
      description: 'where the records stand: a body field, a JSONPath, or "$" for the body itself',
    },
    total: source('where the number of all records stands'),
    count: { type: ['string', 'null'], description: 'query parameter: how many records' },
    recordsPerPage: { type: 'integer', minimum: 1, maximum: 100_000, default: 100 },
    identity: { type: ['string', 'null'], description: 'the field that tells a record from all others' },
    format: { enum: ['json', 'ndjson', 'csv', 'xml'], default: 'json' },
    startAt: { ...text, description: "offset: the query parameter of the first record's index" },
    pageSize: source('offset: where the most records of one page stand'),
    page: { ...text, description: "page: the query parameter of the page's number" },
    firstPage: { enum: [0, 1], description: 'page: the number of the first page' },
    pages: source('page: where the number of pages stands'),
    cursor: { ...text, description: 'cursor: the parameter of the token' },
    in: { enum: ['query', 'body'], description: 'cursor: where the parameters stand' },
    next: { ...text, description: 'cursor, next-url: where the next token or url stands' },
    more: source('cursor, keyset: where it says whether there is more'),
    after: { ...text, description: "keyset: the query parameter of the last record's key" },
    key: { ...text, description: 'keyset: the field that holds the key' },
    range: {
      type: ['object', 'null'],
      additionalProperties: false,
      description:
        'chains: a filter by which the records are divided among chains that are walked side by side',
      properties: {
        from: { ...text, description: 'query parameter: the least value, included' },
        to: { ...text, description: 'query parameter: the value before which all are, excluded' },
        least: { type: ['integer', 'string'], description: 'the least value that there is, or a time' },
        most: { type: ['integer', 'string'], description: 'a value above all, or a time' },
      },
    },
  },
} as const;

export const credentialsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['kind'],
  description: 'how to get in; secrets by name, never by value',
  properties: {
    kind: { enum: ['bearer', 'basic', 'apiKey', 'oauth2'] },
    secret: { ...text, description: 'bearer, apiKey: the name of the secret' },
    username: { ...text, description: 'basic' },
    usernameSecret: { ...text, description: 'basic: in place of username' },
    passwordSecret: { ...text, description: 'basic' },
    in: { enum: ['header', 'query'], description: 'apiKey: where the key stands' },
    name: { ...text, description: 'apiKey: of the header or the query parameter' },
    tokenUrl: { type: 'string', format: 'uri', description: 'oauth2' },
    clientId: { ...text, description: 'oauth2' },
    clientIdSecret: { ...text, description: 'oauth2: in place of clientId' },
    clientSecretSecret: { ...text, description: 'oauth2' },
    scope: { ...text, description: 'oauth2' },
    audience: { ...text, description: 'oauth2' },
    authentication: { enum: ['basic', 'body'], description: 'oauth2: where the client shows its secret' },
  },
} as const;

export const webhookSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'secret'],
  description: 'who is told when the job is over: the job is posted there, signed',
  properties: {
    url: { type: 'string', format: 'uri' },
    secret: { ...text, description: 'the name of the secret that signs' },
  },
} as const;

// The words that the parts of the OpenAPI description share.
export const text = { type: 'string' } as const;
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export const json = (schema: object) => ({ content: { 'application/json': { schema } } });
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

export const parameter = (
  place: 'path' | 'query',
  name: string,
  description: string,
  schema: object = text,
) => ({
  in: place,
  name,
  description,
  required: place === 'path',
  schema,
});
export const limit = parameter('query', 'limit', 'most entries of the page', {
  type: 'integer',
  minimum: 1,
  maximum: 1000,
  default: 100,
});

export const unauthorized = { 401: problem('no token, or a wrong one') };

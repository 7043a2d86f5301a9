// What a command answers goes to stdout, and nothing else does: what it says of its progress is said on stderr.

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

export const printJson = (value: unknown): void => print(JSON.stringify(value));

/** One a line, each as soon as it is there; in JSON all of them at once, as `{"<name>": […]}`. */
export const printAll = async <A>(
  entries: AsyncIterable<A>,
  {
    name,
    line,
    json,
  }: { readonly name: string; readonly line: (entry: A) => string; readonly json: boolean },
): Promise<void> => {
  const gathered: A[] = [];
  for await (const entry of entries) {
    if (json) gathered.push(entry);
    else print(line(entry));
  }
  if (json) printJson({ [name]: gathered });
};

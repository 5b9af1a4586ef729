/** The platform as the tests of components meet it: each operation answers by an example of its schema. */
import { HttpResponse, http, type RequestHandler } from "msw";
import { setupServer } from "msw/node";
import type { Problem } from "~/api/problem";
import { type Answer, EXAMPLES, type Operation } from "./examples";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** What was asked of the platform, as it was asked. */
export type Asked = { readonly request: Request; readonly body: string };

function handler<O extends Operation>(
  operation: O,
  answer: (asked: Asked) => Response | Promise<Response>,
): RequestHandler {
  const { method, route } = EXAMPLES[operation];
  return http[method as Method](`*${route}`, async ({ request }) =>
    answer({ request, body: await request.clone().text() }),
  );
}

function documentOf(status: number, body: unknown): Response {
  return body === null
    ? new HttpResponse(null, { status })
    : HttpResponse.json(body as object, { status });
}

const operations = Object.keys(EXAMPLES) as Operation[];

export const platform = setupServer(
  ...operations.map((operation) =>
    handler(operation, () => documentOf(EXAMPLES[operation].status, EXAMPLES[operation].body)),
  ),
);

/** Has an operation answer this in the test; gives what was asked, in order. */
export function answers<O extends Operation>(operation: O, body: Answer<O>): Asked[] {
  const asked: Asked[] = [];
  platform.use(
    handler(operation, (one) => {
      asked.push(one);
      return documentOf(EXAMPLES[operation].status, body);
    }),
  );
  return asked;
}

/** Has an operation refuse in the test; gives what was asked, in order. */
export function refuses(
  operation: Operation,
  problem: Partial<Problem> & Pick<Problem, "code" | "status">,
): Asked[] {
  const asked: Asked[] = [];
  platform.use(
    handler(operation, (one) => {
      asked.push(one);
      return HttpResponse.json(
        { title: problem.code, detail: problem.code, ...problem },
        { status: problem.status, headers: { "Content-Type": "application/problem+json" } },
      );
    }),
  );
  return asked;
}

/** Has the network be away for an operation. */
export function isOutOfReach(operation: Operation): void {
  platform.use(handler(operation, () => HttpResponse.error()));
}

/** The example that an operation answers by, to be changed where a test says something of it. */
export function exampleOf<O extends Operation>(operation: O): Answer<O> {
  return structuredClone(EXAMPLES[operation].body) as Answer<O>;
}

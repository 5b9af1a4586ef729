/** What the platform answers when it refuses: problem+json with a stable code (docs/errors.md). */
export type Problem = {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly request_id?: string;
  readonly [data: string]: unknown;
};

/** A refusal of the platform's, or `offline` when it could not be asked at all. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "Refused";
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  /** Whether it is not known that the request did not arrive: to be asked again under its key. */
  get unknown(): boolean {
    return this.code === "offline" || this.problem.status >= 500;
  }
}

export const OFFLINE: Problem = {
  code: "offline",
  status: 0,
  title: "Offline",
  detail: "the platform cannot be reached",
};

export function refusedWith(error: unknown, code: string): error is Refused {
  return error instanceof Refused && error.code === code;
}

/** The problem an answer carries; one of our own where something else answered in its place. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/problem+json")) return (await response.json()) as Problem;
  const title = response.statusText || "Unexpected answer";
  return { code: "unexpected_answer", status: response.status, title, detail: title };
}

/** Somebody of the sandbox with a mailbox to look into. */
export interface Person {
  id: string;
  displayName: string;
  mail: string;
  department: string | null;
  officeLocation: string | null;
  companyName: string | null;
  /** IANA name. */
  timeZone: string;
  roles: string[];
  /** Whether the person works for another organisation than the add-in's users. */
  isOutside: boolean;
}

export interface Clock {
  /** ISO instant in UTC. */
  now: string;
  /** Whether it goes on with real time between moves. */
  flows: boolean;
}

/** How far the sandbox is with living through its demo story. */
export interface Story {
  running: boolean;
  done: number;
  total: number;
  words: string;
}

async function control<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`/sandbox/${path}`, {
    ...(body && {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  if (!response.ok) throw new Error(await reasonOf(response));
  return (await response.json()) as T;
}

async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string; error?: { message?: string } };
    return problem.detail ?? problem.error?.message ?? problem.title ?? text;
  } catch {
    return text || `The sandbox answered ${response.status}.`;
  }
}

export const people = () => control<Person[]>("users");
export const clock = () => control<Clock>("clock");

/** Moves the clock; answers when everything that falls due on the way has been done. */
export const moveClock = (to: { advance: string } | { now: string }) => control<Clock>("clock", to);

/** Null when no story is told. */
export async function story(): Promise<Story | null> {
  const response = await fetch("/sandbox/story");
  return response.ok ? ((await response.json()) as Story) : null;
}

/** A bearer token of that person; for the product's own API unless it is to be for Graph. */
export async function token(user: string, resource?: "graph"): Promise<string> {
  const answer = await control<{ access_token: string }>("token", { user, ...(resource && { resource }) });
  return answer.access_token;
}

/** The last arguments of Outlook's asynchronous methods: `(…, options?, callback?)`. */
export type OptionsOrCallback<T> = Office.AsyncContextOptions | Callback<T> | undefined;
export type Callback<T> = (result: Office.AsyncResult<T>) => void;

/** A failure that Outlook answers with; add-ins branch on its name. */
export class OfficeFailure extends Error {
  /** @param code Only the general ones are documented, so most failures carry that of an internal error. */
  constructor(
    name: string,
    message: string,
    readonly code = 5001,
  ) {
    super(message);
    this.name = name;
  }
}

/** Outlook on the web serves this many asynchronous calls of an add-in at a time and refuses the next. */
const MOST_AT_ONCE = 3;
let pending = 0;

/** Answers as Outlook does: never before the caller's own code has run to its end. */
export function answer<T>(
  optionsOrCallback: OptionsOrCallback<T>,
  callback: Callback<T> | undefined,
  work: () => T | Promise<T>,
): void {
  const heard = typeof optionsOrCallback === "function" ? optionsOrCallback : callback;
  const asyncContext = typeof optionsOrCallback === "object" ? optionsOrCallback.asyncContext : undefined;
  const isTooMany = pending >= MOST_AT_ONCE;
  if (!isTooMany) pending++;

  void Promise.resolve()
    .then(() => {
      if (isTooMany)
        throw new OfficeFailure(
          "TooManyIncompleteRequests",
          "Too many calls are waiting for an answer.",
          5100,
        );
      return work();
    })
    .then(
      (value) => ({ status: "succeeded", value, error: undefined }),
      (error: unknown) => ({ status: "failed", value: undefined, error: asOfficeError(error) }),
    )
    .then((result) => {
      if (!isTooMany) pending--;
      heard?.({ ...result, asyncContext, diagnostics: undefined } as unknown as Office.AsyncResult<T>);
    });
}

function asOfficeError(error: unknown): Office.Error {
  return error instanceof OfficeFailure
    ? { code: error.code, name: error.name, message: error.message }
    : { code: 5001, name: "InternalError", message: error instanceof Error ? error.message : String(error) };
}

/** What only the add-in's own code can get wrong is thrown at once, as Outlook does. */
export function atMost(limit: number, text: string | undefined, parameter: string): void {
  if ((text?.length ?? 0) > limit)
    throw new RangeError(
      `The parameter "${parameter}" is too long: at most ${limit} characters are allowed.`,
    );
}

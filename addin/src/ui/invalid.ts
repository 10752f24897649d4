/** What a field shows when something is wrong with it. */
export function invalid(message: string | null | undefined) {
  return message ? ({ validationState: "error", validationMessage: message } as const) : {};
}

import { createContext, useContext } from "react";
import type { Identity } from "./signIn";

const IdentityContext = createContext<Identity | null>(null);

export const IdentityProvider = IdentityContext.Provider;

export function useIdentity(): Identity {
  const identity = useContext(IdentityContext);
  if (identity === null) throw new Error("useIdentity needs an IdentityProvider above it.");
  return identity;
}

import { en } from "./en";
import type { Texts } from "./text";
export const hi: Texts = en;

import { en } from "./en";
import type { Texts } from "./text";
export const de: Texts = en;

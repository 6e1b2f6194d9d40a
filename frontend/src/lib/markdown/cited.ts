import { createContext, type ReactNode } from "react";

/** What stands in an answer where it cites a note that it was given. */
export type Cite = (note: string) => ReactNode;

/** Without one, a citation is the text that it is. */
export const CiteContext = createContext<Cite | null>(null);

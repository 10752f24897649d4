import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { Start } from "./Start";
import { writeTokens } from "./ui/theme";
import "./outlook.css";

writeTokens();
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true } } });
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <Start />
    </QueryClientProvider>,
  );

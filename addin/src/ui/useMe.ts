import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext";

export function useMe() {
  const api = useApi();
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => api.me(signal),
    staleTime: 60_000,
    refetchInterval: 60_000,
  });
}

import { useQuery } from "@tanstack/react-query";
import { familyQuery } from "~/api/reads";
import { useMe } from "~/session/me";
import type { Member } from "./whom";

/** The others of one's family; empty until it is known. */
export function useRelatives(): readonly Member[] {
  const me = useMe();
  const { data } = useQuery(familyQuery);
  return (data?.members ?? [])
    .map((member) => member.person)
    .filter((person) => person.id !== me?.id);
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { builderServers, chooseServer, serverOrigin } from "~/api/server";
import { Button } from "~/design/Button";
import { Card, Heading } from "~/design/Surface";
import { signOut } from "~/session/session";

/** Which platform the app speaks to. Another is another world: whoever is signed in here is not there. */
export function Servers() {
  const others = useQuery({ queryKey: ["builders", "servers"], queryFn: builderServers });
  const [leaving, setLeaving] = useState(false);
  const servers = [...new Set([location.origin, ...(others.data ?? [])])];
  const move = async (server: string) => {
    setLeaving(true);
    await signOut();
    chooseServer(server === location.origin ? undefined : server);
    // Nothing of one platform may be left in the memory of an app that speaks to another.
    location.assign("/welcome");
  };
  return (
    <section className="grid gap-3">
      <Heading>Server</Heading>
      <p className="px-1 text-sm text-muted">
        To switch signs out. TUPPENCE_APP_SERVERS lists the servers one can switch to.
      </p>
      <ul className="grid gap-2">
        {servers.map((server) => (
          <li key={server}>
            <Card className="flex flex-wrap items-center justify-between gap-2">
              <code className="wrap-anywhere">{server}</code>
              {server === serverOrigin() ? (
                <span className="font-semibold text-good">In use</span>
              ) : (
                <Button
                  look="secondary"
                  isDisabled={leaving}
                  onPress={() => void move(server)}
                  aria-label={`Use ${server}`}
                >
                  Use
                </Button>
              )}
            </Card>
          </li>
        ))}
      </ul>
    </section>
  );
}

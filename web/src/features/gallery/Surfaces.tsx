import { PiggyBank } from "lucide-react";
import { useState } from "react";
import { Avatar } from "~/design/Avatar";
import { Button } from "~/design/Button";
import { Money } from "~/design/Money";
import { Page } from "~/design/Page";
import { Place } from "~/design/Place";
import { Row } from "~/design/Row";
import { Sheet } from "~/design/Sheet";
import { Card, Empty, Heading, Notice, Skeleton } from "~/design/Surface";
import { Show } from "./Show";

/** What other things are put on. */
export function Surfaces() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Show title="Card">
        {(["plain", "accent", "sunken"] as const).map((look) => (
          <Card key={look} look={look}>
            {look}
          </Card>
        ))}
      </Show>
      <Show title="Heading and Row">
        <Heading action={<Button look="quiet">All</Button>}>Recent</Heading>
        <Row
          lead={<Avatar name="Canteen" />}
          title="Campus Canteen"
          detail="Today, 4:05 pm"
          trail={<Money minor={4500} />}
          to={{ to: "/design" }}
        />
        <Row
          lead={<Avatar name="Kabir" />}
          title="A line that leads nowhere, whose title is longer than there is room for"
          trail={<Money minor={-500000} />}
        />
      </Show>
      <Show title="Notice">
        {(["info", "good", "gold"] as const).map((tone) => (
          <Notice key={tone} tone={tone}>
            {tone}
          </Notice>
        ))}
        <Notice tone="bad" action={<Button look="quiet">Again</Button>}>
          bad, with something to do
        </Notice>
      </Show>
      <Show title="Empty and Skeleton">
        <Empty
          picture={<PiggyBank size={36} />}
          title="No goals yet"
          action={<Button look="secondary">Begin one</Button>}
        >
          What will be here, and why one wants it.
        </Empty>
        <Skeleton className="h-16" />
      </Show>
      <Show title="Sheet">
        <Button look="secondary" onPress={() => setOpen(true)}>
          Open a sheet
        </Button>
        <Sheet open={open} onClose={() => setOpen(false)} title="A sheet">
          <p>It rises from the bottom of a phone, and stands in the middle of a wider window.</p>
          <Button wide onPress={() => setOpen(false)}>
            Done
          </Button>
        </Sheet>
      </Show>
      <Show title="Page and Place">
        <div className="rounded-card border border-line p-3">
          <Page title="A screen below another" back={{ to: "/design" }}>
            <p>Its parts</p>
          </Page>
        </div>
        <div className="rounded-card border border-line p-3">
          <Place title="A place" action={<Button look="quiet">New</Button>}>
            <p>Its parts</p>
          </Place>
        </div>
      </Show>
    </>
  );
}

import { Send, Wallet } from "lucide-react";
import { Avatar } from "~/design/Avatar";
import { Bar } from "~/design/Bar";
import { Button } from "~/design/Button";
import { Coin } from "~/design/Coin";
import { LinkButton } from "~/design/LinkButton";
import { Meter } from "~/design/Meter";
import { Money } from "~/design/Money";
import { Tag } from "~/design/Tag";
import { Tile } from "~/design/Tile";
import { useNow } from "~/design/useNow";
import { time } from "~/i18n/format";
import { Show } from "./Show";

const nothing = () => undefined;

/** What is pressed, and what is small. */
export function Pieces() {
  const now = useNow(1000);
  return (
    <>
      <Show title="Button">
        {(["primary", "secondary", "quiet", "danger"] as const).map((look) => (
          <div key={look} className="flex flex-wrap gap-2">
            <Button look={look}>{look}</Button>
            <Button look={look} isDisabled>
              disabled
            </Button>
            <Button look={look} isPending>
              pending
            </Button>
          </div>
        ))}
        <Button wide>wide</Button>
      </Show>
      <Show title="LinkButton">
        <div className="flex flex-wrap gap-2">
          {(["primary", "secondary", "quiet"] as const).map((look) => (
            <LinkButton key={look} look={look} to={{ to: "/design" }}>
              {look}
            </LinkButton>
          ))}
        </div>
      </Show>
      <Show title="Tile">
        <div className="grid grid-cols-4 gap-2">
          <Tile icon={<Send />} to={{ to: "/design" }}>
            Leads
          </Tile>
          <Tile icon={<Wallet />} onPress={nothing}>
            Acts
          </Tile>
          <Tile icon={<Wallet />} onPress={nothing} isPending>
            Pending
          </Tile>
        </div>
      </Show>
      <Show title="Avatar and Coin">
        <div className="flex flex-wrap items-center gap-3">
          {["Meera", "Kabir", "Asha", "Ravi", "फ़रीदा"].map((name) => (
            <Avatar key={name} name={name} />
          ))}
          <Coin className="size-14" />
        </div>
      </Show>
      <Show title="Tag">
        <div className="flex flex-wrap gap-2">
          {(["plain", "accent", "good", "bad", "gold"] as const).map((tone) => (
            <Tag key={tone} tone={tone}>
              {tone}
            </Tag>
          ))}
        </div>
      </Show>
      <Show title="Money">
        <p className="text-2xl font-bold">
          <Money minor={12345600} />
        </p>
        <p className="flex flex-wrap gap-4">
          <Money minor={5000} signed />
          <Money minor={-5000} signed />
          <Money minor={100} unit="COIN" />
        </p>
      </Show>
      <Show title="Meter and Bar">
        <Meter part={30} whole={100} label="30 of 100" />
        <Meter part={100} whole={100} label="All of it" />
        <Bar part={30} whole={100} />
        <Bar part={60} whole={100} paint="gold" />
        <Bar part={100} whole={100} paint="good" />
      </Show>
      <Show title="useNow">
        <p className="money">{time(new Date(now).toISOString(), "en")}</p>
      </Show>
    </>
  );
}

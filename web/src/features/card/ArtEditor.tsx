import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Button as Pressable, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button } from "~/design/Button";
import { Page } from "~/design/Page";
import { Skeleton } from "~/design/Surface";
import { type Art, addSticker, BLANK, INKS, WIDTHS } from "~/shared/art/art";
import { artQuery, remember } from "~/shared/device";
import { ArtCanvas } from "./ArtCanvas";
import { InkTools, PaintTools, StickerTools } from "./ArtTools";

const MOST_UNDONE = 60;

/** Where one paints, draws on and sticks things to one's card. It stays on this device. */
export function ArtEditor() {
  const { t } = useTranslation();
  const { data: kept } = useQuery(artQuery);
  return (
    <Page title={t("art.title")} back={{ to: "/card" }}>
      {kept === undefined ? (
        <Skeleton className="aspect-[1.6]" />
      ) : (
        <Editing first={kept ?? BLANK} />
      )}
    </Page>
  );
}

type Tool = "paint" | "draw" | "stickers";
const TOOLS: readonly Tool[] = ["paint", "draw", "stickers"];

function Editing({ first }: { first: Art }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [tool, setTool] = useState<Tool>("paint");
  const [past, setPast] = useState<readonly Art[]>([]);
  const [art, setArt] = useState(first);
  const [ink, setInk] = useState<string>(INKS[0]);
  const [width, setWidth] = useState<number>(WIDTHS[1]);
  const [chosen, setChosen] = useState<string>();
  const become = (next: Art) => {
    setPast([...past, art].slice(-MOST_UNDONE));
    setArt(next);
  };
  const undo = () => {
    const last = past.at(-1);
    if (last === undefined) return;
    setPast(past.slice(0, -1));
    setArt(last);
  };
  const save = async () => {
    await remember("art", art);
    client.setQueryData(artQuery.queryKey, art);
    await navigate({ to: "/card" });
  };
  return (
    <>
      <ArtCanvas
        art={art}
        pen={tool === "draw" ? { ink, width } : undefined}
        chosen={tool === "stickers" ? chosen : undefined}
        onChoose={(id) => {
          setChosen(id);
          setTool("stickers");
        }}
        onChange={become}
        onMove={setArt}
      />
      <div className="flex items-center justify-between">
        <Pressable
          onPress={undo}
          isDisabled={past.length === 0}
          className="flex min-h-11 items-center gap-2 rounded-control px-3 font-semibold text-accent-strong transition hover:bg-accent-soft data-disabled:opacity-40"
        >
          <Undo2 size={20} aria-hidden />
          {t("art.undo")}
        </Pressable>
        <Pressable
          onPress={() => become({ ...BLANK, paint: art.paint })}
          isDisabled={art.strokes.length + art.stickers.length === 0}
          className="min-h-11 rounded-control px-3 font-semibold text-bad transition hover:bg-bad-soft data-disabled:opacity-40"
        >
          {t("art.clear")}
        </Pressable>
      </div>
      <Tabs
        selectedKey={tool}
        onSelectionChange={(key) => setTool(TOOLS.find((one) => one === key) ?? "paint")}
        className="grid gap-4"
      >
        <TabList
          aria-label={t("art.tools")}
          className="grid grid-cols-3 gap-1 rounded-control bg-sunken p-1"
        >
          {TOOLS.map((one) => (
            <Tab
              key={one}
              id={one}
              className="grid min-h-11 cursor-pointer place-items-center rounded-[0.75rem] font-medium text-muted transition data-selected:bg-surface data-selected:text-ink data-selected:shadow-card"
            >
              {t(`art.tool.${one}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="paint">
          <PaintTools paint={art.paint} onPaint={(paint) => become({ ...art, paint })} />
        </TabPanel>
        <TabPanel id="draw">
          <InkTools ink={ink} width={width} onInk={setInk} onWidth={setWidth} />
        </TabPanel>
        <TabPanel id="stickers">
          <StickerTools
            art={art}
            chosen={chosen}
            onAdd={(kind) => {
              const id = crypto.randomUUID();
              become(addSticker(art, kind, id));
              setChosen(id);
            }}
            onChange={become}
          />
        </TabPanel>
      </Tabs>
      <Button wide onPress={() => void save()}>
        {t("art.save")}
      </Button>
      <p className="text-center text-sm text-muted">{t("art.stays")}</p>
    </>
  );
}

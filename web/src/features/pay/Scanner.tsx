import { ImageUp, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import {
  Dialog,
  FileTrigger,
  Modal,
  ModalOverlay,
  Button as Pressable,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { reader } from "./scan";

const EVERY_MS = 160;

type Trouble = "denied" | "missing" | "other" | "unread";

/** The camera, over the whole screen, until it sees a code; or a picture that has one. */
export function Scanner({
  onClose,
  onRead,
}: {
  onClose: () => void;
  /** Says whether the text could be paid. */
  onRead: (text: string) => boolean;
}) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Trouble>();
  const read = useEffectEvent((text: string) => {
    if (onRead(text)) navigator.vibrate?.(30);
    else setTrouble("other");
  });
  const failed = useEffectEvent((error: unknown) => setTrouble(troubleOf(error)));
  useEffect(() => {
    const screen = video.current;
    if (screen === null) return;
    return watch(screen, read, failed);
  }, []);
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className="fixed inset-0 z-50">
      <Modal className="size-full bg-black text-white">
        <Dialog aria-label={t("pay.scan")} className="relative size-full outline-none">
          <video
            ref={video}
            muted
            playsInline
            className="absolute inset-0 size-full object-cover"
          />
          <div
            aria-hidden
            className="absolute inset-0 m-auto aspect-square w-[min(70vw,60vh)] rounded-card border-4 border-white/90 shadow-[0_0_0_100vmax_rgb(0_0_0/0.55)]"
          />
          <Pressable
            onPress={onClose}
            aria-label={t("close")}
            className="absolute top-[max(1rem,env(safe-area-inset-top))] right-4 grid size-12 place-items-center rounded-full bg-black/60"
          >
            <X aria-hidden />
          </Pressable>
          <div className="absolute inset-x-4 bottom-[max(1.5rem,env(safe-area-inset-bottom))] grid justify-items-center gap-4 text-center">
            <p role="status" className="max-w-xs rounded-control bg-black/75 px-4 py-2 font-medium">
              {t(trouble === undefined ? "pay.scanLead" : `pay.scanTrouble.${trouble}`)}
            </p>
            <FileTrigger
              acceptedFileTypes={["image/*"]}
              onSelect={async (files) => {
                const file = files?.[0];
                const text = file && (await textIn(file));
                if (text === undefined) setTrouble("unread");
                else read(text);
              }}
            >
              <Pressable className="flex min-h-12 items-center gap-2 rounded-control bg-white px-5 font-semibold text-black">
                <ImageUp size={20} aria-hidden />
                {t("pay.scanPicture")}
              </Pressable>
            </FileTrigger>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Shows the camera and looks for codes until it is told to stop. The same text is told of once. */
function watch(
  screen: HTMLVideoElement,
  onText: (text: string) => void,
  onFailed: (error: unknown) => void,
): () => void {
  let stopped = false;
  let stream: MediaStream | undefined;
  const stop = () => {
    stopped = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const look = async () => {
    const [readPicture, camera] = await Promise.all([reader(), openCamera()]);
    stream = camera;
    if (stopped) return stop();
    screen.srcObject = camera;
    await screen.play();
    let last: string | undefined;
    while (!stopped) {
      const picture = await createImageBitmap(screen).catch(() => undefined);
      const text = picture && (await readPicture(picture).catch(() => undefined));
      picture?.close();
      if (text !== undefined && text !== last && !stopped) {
        last = text;
        onText(text);
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  };
  look().catch((error: unknown) => !stopped && onFailed(error));
  return stop;
}

async function openCamera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw new DOMException("", "NotFoundError");
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
}

async function textIn(file: File): Promise<string | undefined> {
  try {
    const [readPicture, picture] = await Promise.all([reader(), createImageBitmap(file)]);
    return await readPicture(picture);
  } catch {
    return undefined;
  }
}

function troubleOf(error: unknown): Trouble {
  const denied = error instanceof DOMException && error.name === "NotAllowedError";
  return denied ? "denied" : "missing";
}

/** Finds the text of a QR code in a picture: by the browser itself where it can, else by a small library. */

export type Reader = (
  picture: CanvasImageSource & { width: number; height: number },
) => Promise<string | undefined>;

type Detector = { detect: (source: CanvasImageSource) => Promise<{ rawValue: string }[]> };
type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
};

/** The longer side that a picture is brought down to: enough for a code, and quick. */
const SIDE = 720;

export async function reader(): Promise<Reader> {
  return (await ofBrowser()) ?? ofLibrary();
}

async function ofBrowser(): Promise<Reader | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  try {
    const formats = await BarcodeDetector?.getSupportedFormats();
    if (BarcodeDetector === undefined || !formats?.includes("qr_code")) return undefined;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue;
  } catch {
    return undefined;
  }
}

async function ofLibrary(): Promise<Reader> {
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height, 1));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    if (context === null || canvas.width === 0 || canvas.height === 0) return undefined;
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      // It says so by raising: there is no code in this picture.
      return undefined;
    }
  };
}

/** Server-sent events (WHATWG HTML, 9.2) out of the pieces that a stream comes in. */
export type ServerEvent = {
  readonly kind: string;
  readonly id: string | undefined;
  readonly data: string;
};

/** Gives the events that each piece completes; keeps what is left over for the next. */
export function eventReader(): (piece: string) => ServerEvent[] {
  let rest = "";
  return (piece) => {
    rest = (rest + piece).replaceAll("\r\n", "\n");
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const found = eventOf(block);
      return found === undefined ? [] : [found];
    });
  };
}

function eventOf(block: string): ServerEvent | undefined {
  let kind = "message";
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") kind = value;
    if (name === "id") id = value;
    if (name === "data") data.push(value);
  }
  return data.length === 0 ? undefined : { kind, id, data: data.join("\n") };
}

import type { ReactNode } from "react";

/** The little of Markdown that the texts to agree to have: headings, paragraphs and lists. */
export function Markdown({ source }: { source: string }) {
  return (
    <div className="grid gap-3 text-[0.95rem]">
      {blocksOf(source).map((block) => (
        <Block key={block} block={block} />
      ))}
    </div>
  );
}

function blocksOf(source: string): string[] {
  return source
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
}

function Block({ block }: { block: string }): ReactNode {
  const heading = /^(#{1,3}) (.*)$/s.exec(block);
  if (heading !== null) {
    return (
      <h3 className={`font-semibold ${heading[1]?.length === 1 ? "text-xl" : "mt-2 text-lg"}`}>
        {heading[2]}
      </h3>
    );
  }
  if (!block.startsWith("- ")) return <p>{joined(block)}</p>;
  return (
    <ul className="grid list-disc gap-1.5 pl-5 marker:text-accent">
      {block.split(/\n(?=- )/).map((item) => (
        <li key={item}>{joined(item.slice(2))}</li>
      ))}
    </ul>
  );
}

function joined(lines: string): string {
  return lines.replaceAll(/\s*\n\s*/g, " ");
}

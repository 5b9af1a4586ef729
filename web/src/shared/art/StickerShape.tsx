import type { ReactNode } from "react";
import type { StickerKind } from "./art";

const INK = "#1b1730";

/** Each around its middle, 48 units across. */
const SHAPES: Record<StickerKind, ReactNode> = {
  star: (
    <path
      fill="#ffcb57"
      d="M0-21 6.2-7.4 21-5.9 9.9 4 13.1 18.6 0 11.1-13.1 18.6-9.9 4-21-5.9-6.2-7.4Z"
    />
  ),
  heart: <path fill="#ff4f7b" d="M0 18C-32-2-17-22 0-9 17-22 32-2 0 18Z" />,
  bolt: <path fill="#ffe14d" d="M5-22-14 4H-2L-5 22 14-5H2Z" />,
  smile: (
    <>
      <circle r="20" fill="#ffd84d" />
      <circle cx="-7" cy="-5" r="2.6" fill={INK} stroke="none" />
      <circle cx="7" cy="-5" r="2.6" fill={INK} stroke="none" />
      <path d="M-10 5Q0 17 10 5" fill="none" stroke={INK} strokeWidth="3" strokeLinecap="round" />
    </>
  ),
  flower: (
    <>
      {[0, 72, 144, 216, 288].map((turn) => (
        <ellipse
          key={turn}
          cy="-12"
          rx="8.5"
          ry="10"
          fill="#ff8fc7"
          transform={`rotate(${turn})`}
        />
      ))}
      <circle r="7" fill="#ffcb57" stroke="none" />
    </>
  ),
  planet: (
    <>
      <circle r="14" fill="#6ec6ff" />
      <ellipse
        rx="23"
        ry="7"
        fill="none"
        stroke="#ffcb57"
        strokeWidth="4"
        transform="rotate(-20)"
      />
    </>
  ),
  cloud: (
    <path fill="#ffffff" d="M-13 13A9 9 0 0 1-13-5 13 13 0 0 1 11-8 10.500 10.500 0 0 1 13 13Z" />
  ),
  note: (
    <path fill="#5fd9a0" d="M-6-17 16-21V10A7 6 0 1 1 10 4.500V-11L0-9V14A7 6 0 1 1-6 8.500Z" />
  ),
  cat: (
    <>
      <path fill="#f6a15b" d="M-18-20-8-13H8L18-20V3A18 17 0 0 1-18 3Z" />
      <circle cx="-7" cy="-1" r="2.500" fill={INK} stroke="none" />
      <circle cx="7" cy="-1" r="2.500" fill={INK} stroke="none" />
      <path
        d="M0 5v3m0 0q-4 4-7 1m7-1q4 4 7 1"
        fill="none"
        stroke={INK}
        strokeWidth="2"
        strokeLinecap="round"
      />
    </>
  ),
  ball: (
    <>
      <circle r="19" fill="#e8483f" />
      <path
        d="M-7-17Q3 0-7 17M-2-19Q8 0-2 19"
        fill="none"
        stroke="#ffffff"
        strokeWidth="2"
        strokeDasharray="3 3"
      />
    </>
  ),
};

/** A sticker with its white edge, around nought. */
export function StickerShape({ kind }: { kind: StickerKind }) {
  return (
    <>
      <g stroke="#ffffff" strokeWidth="7" strokeLinejoin="round">
        {SHAPES[kind]}
      </g>
      <g>{SHAPES[kind]}</g>
    </>
  );
}

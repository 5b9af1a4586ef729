import { describe, expect, test } from "vitest";
import { addSticker, addStroke, BLANK, changeSticker, isWorth, MOST, pathOf } from "./art";

describe("A doodle", () => {
  test("is a dot where the finger only tapped", () => {
    expect(pathOf([[10, 20]])).toBe("M10 20l.01 0");
    expect(pathOf([])).toBe("");
  });

  test("goes smoothly through what lies between its ends", () => {
    expect(
      pathOf([
        [0, 0],
        [10, 0],
        [20, 10.04],
      ]),
    ).toBe("M0 0Q10 0 15 5L20 10");
  });

  test("keeps no points that nobody would see", () => {
    expect(isWorth([1, 1], [0, 0])).toBe(false);
    expect(isWorth([2, 0], [0, 0])).toBe(true);
    expect(isWorth([0, 0], undefined)).toBe(true);
  });

  test("has as many strokes as it may, the last ones", () => {
    let art = BLANK;
    for (let at = 0; at <= MOST.strokes; at++) {
      art = addStroke(art, { ink: "#fff", width: 3, d: String(at) });
    }
    expect(art.strokes).toHaveLength(MOST.strokes);
    expect(art.strokes[0]?.d).toBe("1");
  });
});

describe("A sticker", () => {
  test("stays on the card, and can be seen", () => {
    const art = addSticker(BLANK, "star", "a");
    const moved = changeSticker(art, "a", () => ({ x: 900, y: -5, size: 1, turn: 375 }));
    expect(moved.stickers[0]).toMatchObject({ x: 320, y: 0, size: 24, turn: 15 });
  });

  test("is not one too many", () => {
    let art = BLANK;
    for (let at = 0; at < 40; at++) art = addSticker(art, "cat", String(at));
    expect(art.stickers).toHaveLength(MOST.stickers);
  });
});

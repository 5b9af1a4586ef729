import { describe, expect, test } from "vitest";
import { addressOf, keyOf, targetOf, withoutAmount } from "./target";

describe("Whom one pays", () => {
  test.each([
    ["@Meera", { handle: "meera" }],
    ["campus-canteen", { handle: "campus-canteen" }],
    ["98765 43210", { phone: "+919876543210" }],
    ["098765-43210", { phone: "+919876543210" }],
    ["+44 20 7946 0000", { phone: "+442079460000" }],
    ["upi://pay?pa=a.b@c&pn=A", { upi: "upi://pay?pa=a.b@c&pn=A" }],
    ["canteen@tuppence", { upi: "upi://pay?pa=canteen@tuppence&pn=canteen%40tuppence" }],
  ])("is known by %s", (typed, to) => {
    expect(targetOf(typed)).toEqual(to);
  });

  test.each(["", "ab", "12345", "upi://pay?pn=Nobody", "https://example.org", "two words"])(
    "is not known by %s",
    (typed) => {
      expect(targetOf(typed)).toBeUndefined();
    },
  );

  test("is written as people write it", () => {
    expect(addressOf({ handle: "meera" })).toBe("@meera");
    expect(addressOf({ upi: "upi://pay?pa=Canteen@tuppence&pn=C&am=5" })).toBe("canteen@tuppence");
  });

  test("is the same payee for two of their codes", () => {
    expect(keyOf({ upi: "upi://pay?pa=a.b@c&pn=A&am=5" })).toBe(
      keyOf({ upi: "upi://pay?pa=A.B@c&pn=A" }),
    );
  });

  test("is paid again for another amount", () => {
    const to = { upi: "upi:pay?pa=a.b@c&amp;pn=A%20B&am=5&tn=Tea&mc=5814&tr=X1" };
    expect(withoutAmount(to)).toEqual({ upi: "upi:pay?pa=a.b@c&pn=A%20B&mc=5814" });
    expect(withoutAmount({ handle: "meera" })).toEqual({ handle: "meera" });
  });
});

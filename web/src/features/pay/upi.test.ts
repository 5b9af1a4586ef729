import { describe, expect, test } from "vitest";
import { readUpi, upiOf } from "./upi";

describe("A UPI code", () => {
  test("says who is paid, how much, and what for", () => {
    expect(
      readUpi("upi://pay?pa=Canteen@tuppence&pn=Campus%20Canteen&am=85.50&tn=Lunch&cu=INR"),
    ).toEqual({
      vpa: "canteen@tuppence",
      name: "Campus Canteen",
      amount: 85_50,
      minimum: undefined,
      note: "Lunch",
    });
  });

  test.each([
    "UPI://PAY?PA=canteen@tuppence&PN=Canteen",
    "upi:pay?pa=canteen@tuppence&pn=Canteen&mc=0000",
    "  upi://pay/?pa=canteen@tuppence&amp;pn=Canteen\n",
    "upi://pay?pa=canteen@tuppence",
  ])("is read as real printed codes are written: %s", (text) => {
    expect(readUpi(text)?.vpa).toBe("canteen@tuppence");
  });

  test.each(["0", "", "null", "abc", "1,000"])("fixes no amount by am=%s", (am) => {
    const read = readUpi(`upi://pay?pa=a.b@c&pn=A&am=${am}`);
    expect(read?.vpa).toBe("a.b@c");
    expect(read?.amount).toBeUndefined();
  });

  test("lets one pay less where it has a minimum", () => {
    expect(readUpi("upi://pay?pa=a.b@c&pn=A&am=100&mam=10")).toMatchObject({
      amount: 100_00,
      minimum: 10_00,
    });
  });

  test.each([
    "https://pay?pa=a.b@c",
    "upi://mandate?pa=a.b@c&pn=A",
    "upi://pay?pn=Nobody",
    "upi://pay?pa=nobody&pn=A",
    "upi://pay?pa=a.b@c&PA=d.e@f&pn=A",
    "upi://pay?pa=a.b@c&pn=%zz",
    `upi://pay?pa=a.b@c&pn=${"x".repeat(1024)}`,
    "",
  ])("is none: %s", (text) => {
    expect(readUpi(text)).toBeUndefined();
  });

  test("is made of a bare id, and reads as itself", () => {
    expect(readUpi(upiOf(" Canteen@Tuppence ") ?? "")?.vpa).toBe("canteen@tuppence");
    expect(upiOf("canteen")).toBeUndefined();
    expect(upiOf("@meera")).toBeUndefined();
  });
});

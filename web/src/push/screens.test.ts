import { expect, it } from "vitest";
import { screenOf } from "./screens";

const ID = "01h455vb4pex5vsknk084sn02q";

it.each([
  ["approvals", `apv_${ID}`, `/approvals/apv_${ID}`],
  ["approvals", `ask_${ID}`, `/approvals/asks/ask_${ID}`],
  ["payments", `pay_${ID}`, `/payments/pay_${ID}`],
  ["proposals", `prp_${ID}`, "/family/decisions"],
  ["wallets", `wal_${ID}`, "/"],
  ["approvals", "//evil.example/", "/"],
  ["approvals", `apv_${ID}/../x`, "/"],
  ["constructor", `apv_${ID}`, "/"],
  ["", "", "/"],
])("a push about %s %s opens %s", (topic, id, path) => {
  expect(screenOf(topic, id)).toBe(path);
});

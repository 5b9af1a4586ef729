import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import en from "~/i18n/en.json";
import { useRule } from "./useRule";

it.each(Object.keys(en.rule).filter((key) => !key.includes("_bare")))(
  "says %s without figures where none came with it",
  (code) => {
    const { result } = renderHook(() => useRule());
    const variant = /^(limit_reached|approval_required|merchant_off)_/.exec(code)?.[1];
    expect(result.current({ code: variant ?? code, details: {} })).not.toMatch(/\{\{|^rule\./);
  },
);

import { useEffect, useState } from "react";

/** A value once it has stood still for a moment. Values are told apart by what they hold. */
export function useLater<T>(value: T, ms: number): T {
  const [later, setLater] = useState(value);
  const held = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(JSON.parse(held) as T), ms);
    return () => clearTimeout(timer);
  }, [held, ms]);
  return later;
}

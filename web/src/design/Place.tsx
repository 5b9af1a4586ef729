import type { ReactNode } from "react";

/** A screen that one goes to from the places at the bottom: its name, and what may be done there. */
export function Place({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="mx-auto grid w-full max-w-xl animate-fade grid-cols-1 gap-5">
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-1">
        <h1 className="text-2xl font-bold">{title}</h1>
        {action}
      </header>
      {children}
    </div>
  );
}

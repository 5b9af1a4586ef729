import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Target } from "./target";

/** A screen below another one: the way back, what it is about, and its parts. */
export function Page({
  title,
  back,
  action,
  children,
}: {
  title: ReactNode;
  back: Target;
  action?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="mx-auto grid w-full max-w-xl grid-cols-1 animate-fade gap-5">
      <header className="flex min-h-12 flex-wrap items-center gap-1">
        <Link
          {...back}
          aria-label={t("back")}
          className="-ml-2 grid size-11 shrink-0 place-items-center rounded-full text-muted transition hover:bg-sunken"
        >
          <ArrowLeft aria-hidden />
        </Link>
        <h1 className="flex-1 text-2xl leading-tight font-bold">{title}</h1>
        {action}
      </header>
      {children}
    </div>
  );
}

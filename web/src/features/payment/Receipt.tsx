import { useQuery } from "@tanstack/react-query";
import { Download, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "~/api/client";
import { Button } from "~/design/Button";
import { type PaymentDetail, receiptQuery } from "./api";

/** The sealed receipt as a file: whoever has it can show that the payment is in the books. */
export function Receipt({ payment }: { payment: PaymentDetail }) {
  const { t } = useTranslation();
  const { data: receipt } = useQuery(receiptQuery(payment.id));
  if (receipt === undefined) return null;
  return (
    <section className="grid gap-3 rounded-card bg-good-soft p-5 text-good">
      <p className="flex items-start gap-3 text-sm font-medium">
        <ShieldCheck aria-hidden className="shrink-0" />
        {t("receipt.lead")}
      </p>
      <Button look="secondary" onPress={() => save(receipt, `${payment.id}.json`)}>
        <Download size={20} aria-hidden />
        {t("receipt.save")}
      </Button>
    </section>
  );
}

function save(receipt: Schemas["Receipt"], name: string): void {
  const file = new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay, Button as Pressable } from "react-aria-components";
import { useTranslation } from "react-i18next";

/** A dialog that rises from the bottom of a phone, and stands in the middle of a wider window. */
export function Sheet({
  open,
  onClose,
  title,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable
      className="fixed inset-0 z-40 flex animate-fade items-end justify-center bg-black/45 sm:items-center"
    >
      <Modal className="max-h-[92dvh] w-full max-w-md animate-rise overflow-y-auto rounded-t-card bg-surface p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))] shadow-lift sm:rounded-card">
        <Dialog className="grid grid-cols-1 gap-4 outline-none">
          <div className="flex items-center justify-between gap-3">
            <Heading slot="title" className="text-xl font-semibold">
              {title}
            </Heading>
            <Pressable
              onPress={onClose}
              aria-label={t("close")}
              className="grid size-11 place-items-center rounded-full text-muted hover:bg-sunken"
            >
              <X aria-hidden />
            </Pressable>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

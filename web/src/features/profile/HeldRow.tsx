import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Row } from "~/design/Row";

/** Something of one's own that lets one in or confirms, in a list of such: a device, a passkey. */
export function HeldRow({
  icon: Icon,
  name,
  detail,
  trail,
}: {
  icon: LucideIcon;
  name: string;
  detail: string;
  trail: ReactNode;
}) {
  return (
    <Row
      lead={
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-full bg-sunken text-muted"
        >
          <Icon size={20} />
        </span>
      }
      title={name}
      detail={detail}
      trail={trail}
    />
  );
}

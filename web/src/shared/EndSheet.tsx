import { Failure } from "~/api/Failure";
import { Button } from "~/design/Button";
import { Sheet } from "~/design/Sheet";
import { useChange } from "~/session/useChange";

/** Asks once more before something comes to an end that cannot be taken back. */
export function EndSheet({
  title,
  hint,
  action,
  keep,
  end,
  onEnded,
  onClose,
}: {
  title: string;
  hint: string;
  action: string;
  keep: string;
  end: () => Promise<unknown>;
  onEnded?: () => void;
  onClose: () => void;
}) {
  const ending = useChange(end, onEnded ?? onClose);
  return (
    <Sheet open onClose={onClose} title={title}>
      <p className="text-muted">{hint}</p>
      <Failure of={ending.error} />
      <Button wide look="danger" isPending={ending.isPending} onPress={() => ending.mutate()}>
        {action}
      </Button>
      <Button wide look="quiet" onPress={onClose}>
        {keep}
      </Button>
    </Sheet>
  );
}

import { Label, TextArea, TextField } from "react-aria-components";

/** Some lines of text, to somebody or about something. */
export function TextBox({
  label,
  value,
  onChange,
  maxLength,
  rows = 2,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  rows?: number;
}) {
  return (
    <TextField value={value} onChange={onChange} maxLength={maxLength} className="grid gap-1.5">
      <Label className="text-sm font-medium text-muted">{label}</Label>
      <TextArea
        rows={rows}
        className="w-full resize-y rounded-control border border-line bg-surface px-4 py-3 text-lg transition focus:border-accent"
      />
    </TextField>
  );
}

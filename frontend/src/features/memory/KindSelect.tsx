import { useTranslation } from "react-i18next";
import { MEMORY_KINDS } from "@/api/memory";
import type { MemoryKind } from "@/api/types";
import { Select } from "@/components/ui/Select";

interface KindSelectProps {
  label: string;
  value: MemoryKind | undefined;
  /** What stands for none of them; without it one is always chosen. */
  any?: string;
  onChange: (kind: MemoryKind | undefined) => void;
  className?: string;
}

/** What a memory is about. */
export function KindSelect({ label, value, any, onChange, className }: KindSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      label={label}
      value={value ?? ""}
      className={className ?? "min-w-44"}
      onChange={(event) => onChange(MEMORY_KINDS.find((kind) => kind === event.target.value))}
    >
      {any && <option value="">{any}</option>}
      {MEMORY_KINDS.map((kind) => (
        <option key={kind} value={kind}>
          {t(`memory.kinds.${kind}`)}
        </option>
      ))}
    </Select>
  );
}

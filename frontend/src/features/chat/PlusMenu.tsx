import { Plus } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { Menu } from "@/components/ui/Menu";
import { useOnDemand } from "@/lib/onDemand";
import { type Modes, modeParts } from "./modes";

export interface PlusMenuProps {
  modes: Modes;
  /** Nothing has been said yet: how the chat is held can be chosen. */
  fresh: boolean;
  /** Absent where no files can go along. */
  onFiles: ((files: File[]) => void) | undefined;
  /** Opens the documents of this conversation; absent where there is no conversation yet. */
  onDocuments: (() => void) | undefined;
  onPrivate: (on: boolean) => void;
  onTemporary: (on: boolean) => void;
  onPersona: (id: string | null) => void;
}

/** The one quiet button behind which everything is that most messages do without. */
export function PlusMenu({ onFiles, ...rest }: PlusMenuProps) {
  const { t } = useTranslation();
  const parts = useOnDemand(modeParts);
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const inputProps = {
    type: "file",
    hidden: true,
    "aria-hidden": true,
    tabIndex: -1,
    onChange: ({ target }: { target: HTMLInputElement }) => {
      onFiles?.([...(target.files ?? [])]);
      // The same file can be chosen again.
      target.value = "";
    },
  };
  return (
    <>
      <Menu
        side="top"
        align="start"
        className="w-64"
        needs={modeParts}
        trigger={
          <IconButton label={t("composer.more")} className="rounded-full">
            <Plus />
          </IconButton>
        }
      >
        {parts && (
          <parts.PlusItems
            {...rest}
            onFiles={onFiles && (() => files.current?.click())}
            onCamera={() => camera.current?.click()}
          />
        )}
      </Menu>
      <input ref={files} multiple {...inputProps} />
      <input ref={camera} accept="image/*" capture="environment" {...inputProps} />
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, Hash, Link2, ListChecks, ListFilter, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/Menu";
import { type ListFilter as Filter, labelsQuery } from "../queries";
import { useAfterMenu } from "./afterMenu";

interface ListMenuProps {
  onFilter: (filter: Filter) => void;
  onSelect: () => void;
  onNavigate: () => void;
}

/** What the list of conversations can show, and what can be done with many of them. */
export default function ListMenu({ onFilter, onSelect, onNavigate }: ListMenuProps) {
  const { t } = useTranslation();
  const { after, onCloseAutoFocus } = useAfterMenu();
  const labels = useQuery(labelsQuery);
  const tags = labels.data?.tags ?? [];
  return (
    <Menu
      align="end"
      startOpen
      onCloseAutoFocus={onCloseAutoFocus}
      trigger={
        <IconButton label={t("nav.organise")} className="size-10">
          <ListFilter />
        </IconButton>
      }
    >
      <MenuItem onSelect={after(onSelect)}>
        <ListChecks aria-hidden />
        {t("organise.selectMany")}
      </MenuItem>
      <MenuItem onSelect={() => onFilter({ archived: true })}>
        <Archive aria-hidden />
        {t("nav.archived")}
      </MenuItem>
      {tags.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{t("organise.byTag")}</MenuLabel>
          {tags.map(({ name, count }) => (
            <MenuItem key={name} onSelect={() => onFilter({ tag: name })}>
              <Hash aria-hidden />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-xs text-faint">{count}</span>
            </MenuItem>
          ))}
        </>
      )}
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/import" onClick={onNavigate}>
          <Upload aria-hidden />
          {t("organise.inAndOut")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/shares" onClick={onNavigate}>
          <Link2 aria-hidden />
          {t("organise.sharedLinks")}
        </Link>
      </MenuItem>
    </Menu>
  );
}

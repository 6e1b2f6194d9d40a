import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, Hash, Link2, ListChecks, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/Menu";
import { type ListFilter, labelsQuery } from "../queries";

interface ListMenuProps {
  /** Lets something begin once the menu has closed. */
  after: (act: () => void) => () => void;
  onFilter: (filter: ListFilter) => void;
  onSelect: () => void;
  onNavigate: () => void;
}

/** What the list of conversations can show, and what can be done with many of them. */
export default function ListMenu({ after, onFilter, onSelect, onNavigate }: ListMenuProps) {
  const { t } = useTranslation();
  const labels = useQuery(labelsQuery);
  const tags = labels.data?.tags ?? [];
  return (
    <>
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
    </>
  );
}

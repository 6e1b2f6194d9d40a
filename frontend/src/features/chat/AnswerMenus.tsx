import { useQuery } from "@tanstack/react-query";
import { Bookmark, ChevronDown, Columns2, Ellipsis, Paintbrush, Trash } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/Button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/Menu";
import { AUTO, modelName } from "./model";
import { conversationQuery, modelsQuery } from "./queries";
import { useThread } from "./threadContext";
import type { Row } from "./tree";

/** Another answer, by a model of one's choice, for this once. */
export function OtherModelMenu({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { running, conversationId } = useThread();
  return (
    <Menu
      align="start"
      className="w-72"
      trigger={
        <IconButton
          label={t("thread.withModel")}
          disabled={running || !conversationId}
          className="-ml-1.5 w-6! pointer-coarse:w-8!"
        >
          <ChevronDown className="size-3.5!" />
        </IconButton>
      }
    >
      <ModelItems messageId={row.message.id} />
    </Menu>
  );
}

function ModelItems({ messageId }: { messageId: string }) {
  const { t } = useTranslation();
  const { actions, conversationId } = useThread();
  const models = useQuery(modelsQuery);
  const conversation = useQuery({
    ...conversationQuery(conversationId ?? ""),
    enabled: conversationId !== undefined,
  });
  const isPrivate = conversation.data?.private === true;
  const choices = (models.data ?? []).filter((model) => model.id === AUTO || model.local || !isPrivate);
  return choices.map((model) => (
    <MenuItem
      key={model.id}
      disabled={!model.healthy}
      onSelect={() => actions.onRetry(messageId, { model: model.id })}
    >
      <span className="min-w-0 flex-1 truncate">
        {model.id === AUTO ? t("models.auto") : modelName(model, t)}
      </span>
      <span className="text-xs text-faint">
        {model.healthy ? model.id !== AUTO && model.provider : t("models.down")}
      </span>
    </MenuItem>
  ));
}

/** What is wanted now and then of an answer. */
export function MoreMenu({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { running, actions, askDelete, compare } = useThread();
  const { id, intent } = row.message;
  return (
    <Menu
      align="start"
      trigger={
        <IconButton label={t("thread.more")}>
          <Ellipsis />
        </IconButton>
      }
    >
      {row.siblings.length > 1 && (
        <MenuItem onSelect={() => compare(id)}>
          <Columns2 aria-hidden />
          {t("thread.compare")}
        </MenuItem>
      )}
      {intent !== "image" && (
        <MenuItem disabled={running} onSelect={() => actions.onRetry(id, { intent: "image" })}>
          <Paintbrush aria-hidden />
          {t("thread.paint")}
        </MenuItem>
      )}
      {intent !== "memory" && (
        <MenuItem disabled={running} onSelect={() => actions.onRetry(id, { intent: "memory" })}>
          <Bookmark aria-hidden />
          {t("thread.remember")}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem className="text-bad" disabled={running} onSelect={() => askDelete(id)}>
        <Trash aria-hidden />
        {t("thread.delete")}
      </MenuItem>
    </Menu>
  );
}

import {
  cloneElement,
  type HTMLAttributes,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useState,
} from "react";
import { type OnDemand, onDemand, useOnDemand } from "@/lib/onDemand";
import type { CheckProps, ChoiceProps, ChoicesProps, ContentProps, ItemProps } from "./MenuParts";

/** The parts of an open menu weigh more than a page without one: they come when one is about to be opened. */
const menuParts = onDemand(() => import("./MenuParts"));

interface MenuProps extends ContentProps {
  /** The button that opens it: one element that passes its properties on. */
  trigger: ReactElement<HTMLAttributes<HTMLElement> & RefAttributes<HTMLElement>>;
  onOpen?: () => void;
  /** What its content needs besides; the menu opens when that is here, too. */
  needs?: OnDemand<unknown>;
}

/** A drop-down menu. */
export function Menu({ trigger, onOpen, needs, children, ...rest }: MenuProps) {
  const parts = useOnDemand(menuParts);
  const [button, setButton] = useState<HTMLElement | null>(null);
  const [approached, setApproached] = useState(false);
  const [open, setOpen] = useState(false);

  async function approach(): Promise<void> {
    await Promise.all([menuParts.load(), needs?.load()]);
    setApproached(true);
  }
  function turn(next: boolean) {
    if (next && !open) onOpen?.();
    setOpen(next);
  }
  function toggle() {
    turn(!open);
    // Out of reach: nothing opens, and the next press tries again.
    void approach().catch(() => setOpen(false));
  }
  const approaching = () => void approach().catch(() => {});

  return (
    <>
      {cloneElement(trigger, {
        ref: setButton,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        ...{ "data-state": open ? "open" : "closed" },
        onPointerEnter: approaching,
        onFocus: approaching,
        onPointerDown: (event: PointerEvent<HTMLElement>) => {
          if (event.button !== 0 || event.ctrlKey) return;
          toggle();
          // The menu takes the focus; the button shall not compete for it.
          if (!open) event.preventDefault();
        },
        onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
          if (!["Enter", " ", "ArrowDown"].includes(event.key)) return;
          event.preventDefault();
          if (event.key !== "ArrowDown" || !open) toggle();
        },
      })}
      {parts && button && approached && (
        <parts.MenuRoot button={button} open={open} onOpenChange={turn} {...rest}>
          {children}
        </parts.MenuRoot>
      )}
    </>
  );
}

/** The parts below are only ever drawn inside an open menu, so that what they are made of is here. */
function loaded() {
  const parts = menuParts.get();
  if (!parts) throw new Error("a part of a menu outside of one");
  return parts;
}

export function MenuItem(props: ItemProps) {
  const { Item } = loaded();
  return <Item {...props} />;
}

export function SubMenu(props: { icon: ReactNode; label: string; children: ReactNode }) {
  const { Sub } = loaded();
  return <Sub {...props} />;
}

export function MenuLabel(props: { children: ReactNode }) {
  const { Label } = loaded();
  return <Label {...props} />;
}

export function MenuSeparator() {
  const { Separator } = loaded();
  return <Separator />;
}

export function MenuChoices(props: ChoicesProps) {
  const { Choices } = loaded();
  return <Choices {...props} />;
}

export function MenuChoice(props: ChoiceProps) {
  const { Choice } = loaded();
  return <Choice {...props} />;
}

export function MenuCheck(props: CheckProps) {
  const { CheckItem } = loaded();
  return <CheckItem {...props} />;
}

import clsx from "clsx";
import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import {
  type ComponentProps,
  type ReactNode,
  type Ref,
  use,
  useImperativeHandle,
  useLayoutEffect,
  useState,
} from "react";
import { useMedia } from "@/lib/media";
import { LayerContext } from "./Dialog";

/*
 * What an open menu is made of. It loads when someone is about to open their first one (see Menu.tsx).
 * Never Radix's modal kind: that one locks scrolling through an injected style element, which our
 * content security policy refuses.
 */

export type ContentProps = ComponentProps<typeof DropdownMenu.Content>;
export type ItemProps = ComponentProps<typeof DropdownMenu.Item>;
export type ChoiceProps = ComponentProps<typeof DropdownMenu.RadioItem>;
export type CheckProps = Omit<ComponentProps<typeof DropdownMenu.CheckboxItem>, "onCheckedChange"> & {
  onCheckedChange: (checked: boolean) => void;
};
export type ChoicesProps = ComponentProps<typeof DropdownMenu.RadioGroup>;

interface RootProps extends ContentProps {
  /** The button that the menu hangs on. It was there before this file was. */
  button: HTMLElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function MenuRoot({ button, open, onOpenChange, children, ...rest }: RootProps) {
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>
        <StandIn button={button} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={use(LayerContext)}>
        <DropdownMenu.Content
          sideOffset={6}
          collisionPadding={12}
          {...rest}
          className={clsx(
            "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 animate-pop overflow-y-auto rounded-md border border-line bg-raised p-1.5 shadow-high",
            rest.className,
          )}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface StandInProps {
  button: HTMLElement;
  ref?: Ref<HTMLElement>;
  id?: string;
  "aria-controls"?: string | undefined;
}

/** Gives Radix the button that is on the page already in place of one of its own. */
function StandIn({ button, ref, id, "aria-controls": controls }: StandInProps) {
  useImperativeHandle(ref, () => button, [button]);
  useLayoutEffect(() => {
    if (id) button.id = id;
    if (controls) button.setAttribute("aria-controls", controls);
    else button.removeAttribute("aria-controls");
  });
  return null;
}

const ITEM =
  "flex min-h-9 w-full cursor-default items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

export function Item({ className, ...rest }: ItemProps) {
  return <DropdownMenu.Item className={clsx(ITEM, className)} {...rest} />;
}

interface SubProps {
  icon: ReactNode;
  label: string;
  children: ReactNode;
}

/** A menu within a menu: beside it, or on a phone, where there is no room for that, folded out in it. */
export function Sub(props: SubProps) {
  return useMedia("(width >= 32rem)") ? <SideMenu {...props} /> : <FoldedMenu {...props} />;
}

function SideMenu({ icon, label, children }: SubProps) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={clsx(ITEM, "data-[state=open]:bg-hover")}>
        {icon}
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden className="text-faint" />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal container={use(LayerContext)}>
        <DropdownMenu.SubContent
          sideOffset={10}
          collisionPadding={12}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-40 animate-pop overflow-y-auto rounded-md border border-line bg-raised p-1.5 shadow-high"
        >
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

function FoldedMenu({ icon, label, children }: SubProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <DropdownMenu.Item
        className={ITEM}
        aria-expanded={open}
        onSelect={(event) => {
          // The menu stays.
          event.preventDefault();
          setOpen(!open);
        }}
      >
        {icon}
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden className={clsx("text-faint transition-transform", open && "rotate-90")} />
      </DropdownMenu.Item>
      {open && (
        <div className="ms-4 border-s border-line ps-1 *:max-h-none *:w-auto *:max-w-full">{children}</div>
      )}
    </>
  );
}

export function Label({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">
      {children}
    </DropdownMenu.Label>
  );
}

export function Separator() {
  return <DropdownMenu.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;
}

export const Choices = DropdownMenu.RadioGroup;

export function Choice({ children, className, ...rest }: ChoiceProps) {
  return (
    <DropdownMenu.RadioItem className={clsx(ITEM, className)} {...rest}>
      <span className="min-w-0 flex-1">{children}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden className="text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

/** Something that is on or off. It says so with a tick, and leaves the menu as it is chosen. */
export function CheckItem({ children, className, ...rest }: CheckProps) {
  return (
    <DropdownMenu.CheckboxItem className={clsx(ITEM, className)} {...rest}>
      {children}
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden className="text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}

import clsx from "clsx";
import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ComponentProps, type ReactNode, use } from "react";
import { useMedia } from "@/lib/media";
import { LayerContext } from "./Dialog";

/**
 * A drop-down menu. Never Radix's modal kind: that one locks scrolling through an injected style
 * element, which our content security policy refuses.
 */
export function Menu({
  trigger,
  onOpen,
  startOpen = false,
  children,
  ...rest
}: ComponentProps<typeof DropdownMenu.Content> & {
  trigger: ReactNode;
  onOpen?: () => void;
  /** For a menu that loads when its trigger is first pressed. */
  startOpen?: boolean;
}) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={startOpen} onOpenChange={(open) => open && onOpen?.()}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
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

const ITEM =
  "flex min-h-9 w-full cursor-default items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item className={clsx(ITEM, className)} {...rest} />;
}

export function SubMenu({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  // Beside its menu there is no room on a phone: there it lies over it.
  const wide = useMedia("(width >= 32rem)");
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={clsx(ITEM, "data-[state=open]:bg-hover")}>
        {icon}
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden className="text-faint" />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal container={use(LayerContext)}>
        <DropdownMenu.SubContent
          sideOffset={wide ? 10 : -150}
          collisionPadding={12}
          className="z-50 min-w-40 animate-pop rounded-md border border-line bg-raised p-1.5 shadow-high"
        >
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">
      {children}
    </DropdownMenu.Label>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;
}

export const MenuChoices = DropdownMenu.RadioGroup;

export function MenuChoice({ children, className, ...rest }: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem className={clsx(ITEM, className)} {...rest}>
      <span className="min-w-0 flex-1">{children}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden className="text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}

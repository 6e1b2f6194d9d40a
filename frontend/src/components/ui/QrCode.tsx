import { lazy, Suspense } from "react";

const Drawing = lazy(() => import("./QrCodeDrawing"));

interface QrCodeProps {
  text: string;
  /** What the code is for, for those who cannot see it. */
  label: string;
}

/** A QR code for a phone's camera: dark on light in both themes, as cameras want it. */
export function QrCode({ text, label }: QrCodeProps) {
  return (
    <div className="aspect-square w-44 max-w-full overflow-hidden rounded-md border border-line">
      <Suspense fallback={<div className="size-full animate-pulse bg-hover" />}>
        <Drawing text={text} label={label} />
      </Suspense>
    </div>
  );
}

import { encode } from "uqr";

/** The code as one path; presentation attributes, since the content security policy refuses style elements. */
export default function QrCodeDrawing({ text, label }: { text: string; label: string }) {
  // Four light modules around it are part of the standard.
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

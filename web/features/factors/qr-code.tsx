interface QrCodeProps {
  readonly label: string;
  /** As the server draws it: the side of the square, and the path of its dark modules. */
  readonly qr: { readonly size: number; readonly path: string };
}

/** A QR code, black on white in either theme: scanners want it so. */
export function QrCode({ label, qr }: QrCodeProps) {
  return (
    <svg
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an img takes an address, and the policy allows no data: ones.
      role="img"
      aria-label={label}
      viewBox={`0 0 ${qr.size} ${qr.size}`}
      shapeRendering="crispEdges"
      className="w-full max-w-60 rounded-xl border border-line"
    >
      <rect width={qr.size} height={qr.size} className="fill-white" />
      <path d={qr.path} className="fill-black" />
    </svg>
  );
}

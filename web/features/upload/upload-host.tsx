import { useQuery } from "@tanstack/react-query";
import { UploadCloud } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { instanceQuery, useInstance, useSession } from "../../api/session.ts";
import { formatBytes, formatFormats } from "../../copy/formats.ts";
import { useWords } from "../../copy/words.ts";
import { offerPicker } from "../../ui/file-intake.ts";
import { carriesFiles, isLitter, readDropped } from "./dropped-files.ts";
import { UploadTray } from "./upload-tray.tsx";
import { addFiles, resumeUploads } from "./uploads.ts";

/** Whatever of uploading lives on every page behind the door: the tray, dropping anywhere, pasting. */
export function UploadHost() {
  const picker = useRef<HTMLInputElement>(null);
  const folderPicker = useRef<HTMLInputElement>(null);
  const { data } = useQuery(instanceQuery);
  const isDragged = useDrops();
  useEffect(() => offerPicker((what) => (what === "folder" ? folderPicker : picker).current?.click()), []);
  const { vault } = useSession();
  useEffect(resumeUploads, [vault?.unlocked, vault?.kitConfirmed]);
  usePastes();
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        accept={data?.upload.formats
          .map((format) => (format === "heic" ? "image/heic,image/heif" : `image/${format}`))
          .join(",")}
        onChange={(event) => {
          addFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <input
        ref={(input) => {
          folderPicker.current = input;
          // React has no word for it.
          if (input !== null) input.webkitdirectory = true;
        }}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        onChange={(event) => {
          addFiles([...(event.target.files ?? [])].filter((file) => !isLitter(file.name)));
          event.target.value = "";
        }}
      />
      {isDragged && <DropZone />}
      <UploadTray />
    </>
  );
}

/** Takes files dropped anywhere. Returns whether some hover over the page now. */
function useDrops(): boolean {
  const [isDragged, setDragged] = useState(false);
  useEffect(() => {
    // Every element crossed enters and leaves by itself: only the balance tells whether files are still here.
    let depth = 0;
    const end = () => {
      depth = 0;
      setDragged(false);
    };
    const entered = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth++;
      setDragged(true);
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    };
    const leftOne = () => {
      depth--;
      if (depth <= 0) end();
    };
    const dropped = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer) || event.dataTransfer === null) return;
      event.preventDefault();
      end();
      void readDropped(event.dataTransfer).then(addFiles);
    };
    const listeners = {
      dragenter: entered,
      dragover: over,
      dragleave: leftOne,
      drop: dropped,
      dragend: end,
    } as const;
    for (const [kind, listener] of Object.entries(listeners)) {
      window.addEventListener(kind, listener as EventListener);
    }
    return () => {
      for (const [kind, listener] of Object.entries(listeners)) {
        window.removeEventListener(kind, listener as EventListener);
      }
    };
  }, []);
  return isDragged;
}

/** Takes pictures from the clipboard, unless the person is typing. */
function usePastes(): void {
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea") !== null;
      if (isTyping || event.clipboardData === null || !carriesFiles(event.clipboardData)) return;
      event.preventDefault();
      void readDropped(event.clipboardData).then(addFiles);
    };
    window.addEventListener("paste", pasted);
    return () => window.removeEventListener("paste", pasted);
  }, []);
}

function DropZone() {
  const { upload } = useWords();
  const limits = useInstance().upload;
  return (
    <div className="pointer-events-none fixed inset-0 z-60 grid place-items-center bg-veil p-4 sm:p-8">
      <div className="grid size-full place-content-center justify-items-center gap-3 rounded-3xl border-3 border-dashed border-accent bg-ground/90 p-6 text-center">
        <UploadCloud aria-hidden="true" className="size-14 text-accent" strokeWidth={1.5} />
        <p className="text-2xl font-semibold">{upload.drop}</p>
        <p className="text-soft">
          {upload.dropLimit(formatBytes(limits.maxBytes), formatFormats(limits.formats))}
        </p>
      </div>
    </div>
  );
}

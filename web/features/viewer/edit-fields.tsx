import { type ReactNode, useEffect, useId, useState } from "react";
import type { Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { changePicture } from "../../api/picture-changes.ts";
import { isProblem } from "../../api/problem-error.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { FaultNotice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toast.ts";
import { type FieldErrors, useSubmission } from "../../ui/use-submission.ts";
import { type Draft, findDraft, forgetDraft, keepDraft } from "./drafts.ts";
import { fromField, offsetOf, toField } from "./wall-time.ts";

// Name, caption and date of a picture. What was typed stays, whatever the server says to it, and waits for the person
// who turns to another picture before saving.

const FIELD =
  "block min-h-11 w-full rounded-lg border border-edge bg-sunken px-3 py-2 text-base text-ink aria-invalid:border-danger placeholder:text-faint";

function draftOf(image: Image): Draft {
  return { name: image.name, caption: image.caption, takenAt: toField(image.takenAt) };
}

export function EditFields({ image }: { readonly image: Image }) {
  const { viewer, shell } = useWords();
  const id = useId();
  const [draft, setDraft] = useState(() => findDraft(image.id) ?? draftOf(image));
  const takenAt = fromField(draft.takenAt, image.takenAt);
  const saved = draftOf(image);
  const isChanged =
    draft.name.trim() !== saved.name || draft.caption !== saved.caption || draft.takenAt !== saved.takenAt;
  const offset = offsetOf(image.takenAt);
  useEffect(() => {
    if (isChanged) keepDraft(image.id, draft);
    else forgetDraft(image.id);
  }, [isChanged, image.id, draft]);
  useEffect(
    () => () => {
      if (findDraft(image.id) !== null) toast.success(viewer.unsaved);
    },
    [image.id, viewer],
  );

  const { errors, fault, isPending, onSubmit, forgive } = useSubmission<keyof Draft>({
    check: () => ({
      ...(draft.name.trim() === "" && { name: viewer.nameMissing }),
      ...(takenAt.kind === "missing" && { takenAt: viewer.dateMissing }),
      ...(takenAt.kind === "out-of-range" && { takenAt: viewer.dateOutOfRange }),
    }),
    send: async () => {
      const changed = await changePicture(image, {
        ...(draft.name.trim() !== saved.name && { name: draft.name.trim() }),
        ...(draft.caption !== saved.caption && { caption: draft.caption }),
        ...(takenAt.kind === "time" && draft.takenAt !== saved.takenAt && { takenAt: takenAt.wallTime }),
      });
      setDraft(draftOf(changed));
      toast.success(viewer.saved);
    },
    explain: (error) => {
      if (!isProblem(error, "request.invalid")) return null;
      const paths = new Set(error.problem.errors?.map(({ path }) => path));
      const found: FieldErrors<keyof Draft> = {
        ...(paths.has("body.takenAt") && { takenAt: viewer.dateMissing }),
        ...(paths.has("body.name") && { name: viewer.nameRefused }),
        ...(paths.has("body.caption") && { caption: viewer.captionTooLong }),
      };
      return Object.keys(found).length === 0 ? null : found;
    },
  });

  const field = (name: keyof Draft) => ({
    id: `${id}-${name}`,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value });
      forgive(name);
    },
    "aria-invalid": errors[name] !== undefined,
    "aria-describedby": `${id}-${name}-note`,
    className: FIELD,
  });
  return (
    <form onSubmit={onSubmit} className="grid gap-4" noValidate>
      <Labelled id={`${id}-name`} label={viewer.name} fault={errors.name}>
        <input type="text" maxLength={LIMITS.nameBytes} autoComplete="off" {...field("name")} />
      </Labelled>
      <Labelled id={`${id}-caption`} label={viewer.caption} hint={viewer.captionHint} fault={errors.caption}>
        <textarea rows={3} maxLength={LIMITS.captionLength} {...field("caption")} />
      </Labelled>
      <Labelled
        id={`${id}-takenAt`}
        label={viewer.takenAt}
        hint={offset === null ? viewer.offsetUnknown : viewer.offset(offset)}
        fault={errors.takenAt}
      >
        <input type="datetime-local" {...field("takenAt")} />
      </Labelled>
      <FaultNotice fault={fault} />
      {isChanged && (
        <div className="flex justify-end gap-2">
          <Button look="quiet" onPress={() => setDraft(saved)}>
            {shell.cancel}
          </Button>
          <Button type="submit" look="primary" isPending={isPending}>
            {viewer.save}
          </Button>
        </div>
      )}
    </form>
  );
}

interface LabelledProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly fault: string | undefined;
  readonly children: ReactNode;
}

function Labelled({ id, label, hint, fault, children }: LabelledProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      <p
        id={`${id}-note`}
        className={fault === undefined ? "text-sm text-faint empty:hidden" : "text-sm text-danger"}
      >
        {fault ?? hint}
      </p>
    </div>
  );
}

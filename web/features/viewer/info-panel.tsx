import { X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { Image } from "#contract/images.ts";
import { LIMITS } from "#contract/limits.ts";
import { changePicture } from "../../api/picture-changes.ts";
import { useWords } from "../../copy/words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.ts";
import { Details } from "./details.tsx";
import { fromField, toField } from "./wall-time.ts";

const FIELD =
  "block w-full rounded-lg border border-edge bg-sunken px-3 py-2 text-ink aria-invalid:border-danger placeholder:text-faint";

/** Beside the picture (on a phone: below it) what is known of it; name, caption and date can be changed. */
export function InfoPanel({ image, close }: { readonly image: Image; readonly close: () => void }) {
  const { viewer } = useWords();
  return (
    <aside
      aria-label={viewer.info}
      className="z-20 flex shrink-0 flex-col overflow-y-auto border-line bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:max-h-[70dvh] max-md:rounded-t-2xl max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] md:w-88 md:border-l"
    >
      <div className="sticky top-0 z-10 flex items-center justify-between bg-surface py-1 pr-1 pl-5">
        <h2 className="text-lg font-semibold">{viewer.info}</h2>
        <IconButton label={viewer.closeInfo} onPress={close}>
          <X />
        </IconButton>
      </div>
      <div className="grid gap-6 px-5 pt-2 pb-6">
        <Fields image={image} />
        <Details image={image} />
      </div>
    </aside>
  );
}

interface Draft {
  readonly name: string;
  readonly caption: string;
  readonly takenAt: string;
}

function draftOf(image: Image): Draft {
  return { name: image.name, caption: image.caption, takenAt: toField(image.takenAt) };
}

function Fields({ image }: { readonly image: Image }) {
  const { viewer, shell } = useWords();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(image));
  const [isSaving, setSaving] = useState(false);
  const takenAt = fromField(draft.takenAt, image.takenAt);
  const isNameMissing = draft.name.trim() === "";
  const changes = {
    ...(draft.name.trim() !== image.name && { name: draft.name.trim() }),
    ...(draft.caption !== image.caption && { caption: draft.caption }),
    ...(takenAt !== null && toField(takenAt) !== toField(image.takenAt) && { takenAt }),
  };
  const isChanged = Object.keys(changes).length > 0 || takenAt === null;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isNameMissing || takenAt === null || isSaving) return;
    setSaving(true);
    try {
      setDraft(draftOf(await changePicture(image, changes)));
      toast.success(viewer.saved);
    } catch (error) {
      toast.problem(error);
    } finally {
      setSaving(false);
    }
  };
  const field = (name: keyof Draft, fault: string | null) => ({
    id: `${id}-${name}`,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
    "aria-invalid": fault !== null,
    "aria-describedby": `${id}-${name}-note`,
    className: FIELD,
  });
  const nameFault = isNameMissing ? viewer.nameMissing : null;
  const dateFault = takenAt === null ? viewer.dateMissing : null;
  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-4" noValidate>
      <Labelled id={`${id}-name`} label={viewer.name} fault={nameFault}>
        <input type="text" maxLength={LIMITS.nameBytes} autoComplete="off" {...field("name", nameFault)} />
      </Labelled>
      <Labelled id={`${id}-caption`} label={viewer.caption} hint={viewer.captionHint} fault={null}>
        <textarea rows={3} maxLength={LIMITS.captionLength} {...field("caption", null)} />
      </Labelled>
      <Labelled id={`${id}-takenAt`} label={viewer.takenAt} fault={dateFault}>
        <input type="datetime-local" {...field("takenAt", dateFault)} />
      </Labelled>
      {isChanged && (
        <div className="flex justify-end gap-2">
          <Button look="quiet" onPress={() => setDraft(draftOf(image))}>
            {shell.cancel}
          </Button>
          <Button
            type="submit"
            look="primary"
            isPending={isSaving}
            isDisabled={nameFault !== null || dateFault !== null}
          >
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
  readonly fault: string | null;
  readonly children: React.ReactNode;
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
        className={fault === null ? "text-sm text-faint empty:hidden" : "text-sm text-danger"}
      >
        {fault ?? hint}
      </p>
    </div>
  );
}

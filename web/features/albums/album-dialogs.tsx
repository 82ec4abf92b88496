import { useState } from "react";
import type { Album } from "#contract/albums.ts";
import { changeAlbum, makeAlbum, removeAlbum } from "../../api/albums.ts";
import { useWords } from "../../copy/words.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toast.ts";
import { type Submission, useSubmission } from "../../ui/use-submission.ts";

// What is asked about an album: how a new one is called, how one is to be called from now on, whether it may go.

interface NewAlbumDialogProps {
  readonly close: () => void;
  readonly made: (album: Album) => void;
}

export function NewAlbumDialog({ close, made }: NewAlbumDialogProps) {
  const { albums } = useWords();
  const [name, setName] = useState("");
  const submission = useSubmission<"name">({
    check: () => (name.trim() === "" ? { name: albums.fields.nameMissing } : {}),
    send: async () => {
      const album = await makeAlbum(name.trim());
      close();
      made(album);
    },
  });
  return (
    <Dialog title={albums.fields.makeTitle} isOpen isBusy={submission.isPending} onClose={close}>
      <Form submission={submission} submit={albums.fields.make} isInline aside={<Cancel close={close} />}>
        <NameField value={name} onChange={setName} submission={submission} />
      </Form>
    </Dialog>
  );
}

export function EditAlbumDialog({ album, close }: { readonly album: Album; readonly close: () => void }) {
  const { albums } = useWords();
  const [name, setName] = useState(album.name);
  const [description, setDescription] = useState(album.description);
  const submission = useSubmission<"name">({
    check: () => (name.trim() === "" ? { name: albums.fields.nameMissing } : {}),
    send: async () => {
      await changeAlbum(album.id, { name: name.trim(), description: description.trim() });
      close();
    },
  });
  return (
    <Dialog title={albums.fields.editTitle} isOpen isBusy={submission.isPending} onClose={close}>
      <Form submission={submission} submit={albums.fields.save} isInline aside={<Cancel close={close} />}>
        <NameField value={name} onChange={setName} submission={submission} />
        <TextField
          label={albums.fields.description}
          name="description"
          autoComplete="off"
          hint={albums.fields.descriptionHint}
          value={description}
          onChange={setDescription}
        />
      </Form>
    </Dialog>
  );
}

interface DeleteAlbumDialogProps {
  readonly album: Album;
  readonly close: () => void;
  readonly deleted: () => void;
}

export function DeleteAlbumDialog({ album, close, deleted }: DeleteAlbumDialogProps) {
  const { albums } = useWords();
  return (
    <ConfirmDialog
      title={albums.deleting.title(album.name)}
      meaning={albums.deleting.meaning}
      go={albums.deleting.go}
      isDangerous
      act={async () => {
        await removeAlbum(album.id);
        toast.success(albums.deleted(album.name));
        deleted();
      }}
      onClose={close}
    />
  );
}

interface NameFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly submission: Submission<"name">;
}

function NameField({ value, onChange, submission }: NameFieldProps) {
  const { albums } = useWords();
  return (
    <TextField
      label={albums.fields.name}
      name="name"
      autoComplete="off"
      takesFocus
      isRequired
      value={value}
      error={submission.errors.name}
      onChange={(text) => {
        submission.forgive("name");
        onChange(text);
      }}
    />
  );
}

function Cancel({ close }: { readonly close: () => void }) {
  const { shell } = useWords();
  return <Button onPress={close}>{shell.cancel}</Button>;
}

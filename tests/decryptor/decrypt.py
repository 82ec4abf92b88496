#!/usr/bin/env python3
"""Opens a Safelight vault with its recovery code, without Safelight.

Written from docs/vault-format.md alone, so that it proves that the document
suffices. Python's standard library and `cryptography` are all it needs.

    decrypt.py DATA-FOLDER OUTPUT-FOLDER < file-with-the-recovery-code
    decrypt.py DATA-FOLDER OUTPUT-FOLDER --code-file FILE [--email ADDRESS]
    decrypt.py --selftest VECTORS.json

Stop the server first, or open a backup. Nothing is written into the data
folder. The output folder gets `images/` and `details.json`. Every tag is
checked, of the previews too; whatever fails is named, and ends in exit
status 1. A file that failed is never left behind under a picture's name.
"""

import argparse
import base64
import collections
import getpass
import hashlib
import hmac
import io
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unicodedata
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHUNK = 16384  # bytes of plaintext in a full chunk
TAG = 16
BLOB_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


class Refused(Exception):
    """Something is not what it should be; the message says what."""


# Keys -----------------------------------------------------------------------


def expand(key, info, length):
    """HKDF-Expand of RFC 5869 with SHA-512."""
    if isinstance(info, str):
        info = info.encode()
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes([counter]), "sha512")
        out, counter = out + block, counter + 1
    return out[:length]


def open_secret(key, sealed, associated, what):
    """A sealed secret: nonce[12] || ciphertext || tag[16]."""
    if not isinstance(sealed, bytes) or len(sealed) < 12 + TAG:
        raise Refused(f"{what} is missing or too short")
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], associated.encode())
    except InvalidTag:
        raise Refused(f"{what} does not open") from None


def open_key(key, sealed, associated, what):
    opened = open_secret(key, sealed, associated, what)
    if len(opened) != 32:
        raise Refused(f"{what} is not a key of 32 bytes")
    return opened


def read_recovery_code(text):
    """The 32 bytes in a recovery code, whose last four letters are a checksum."""
    letters = "".join(text.split()).replace("-", "").upper()
    letters = letters.translate(str.maketrans("OIL", "011"))
    if len(letters) != 56 or any(letter not in CROCKFORD for letter in letters):
        raise Refused("that is not a recovery code: it has 56 letters and digits")
    number = 0
    for letter in letters[:52]:
        number = number << 5 | CROCKFORD.index(letter)
    if number & 0b1111:
        raise Refused("the recovery code has a mistake in it")
    secret = (number >> 4).to_bytes(32, "big")
    digest = hashlib.sha256(b"safelight/v1/recovery-checksum" + secret).digest()
    bits = int.from_bytes(digest[:3], "big") >> 4
    checksum = "".join(CROCKFORD[bits >> shift & 31] for shift in (15, 10, 5, 0))
    if not hmac.compare_digest(checksum, letters[52:]):
        raise Refused("the recovery code has a mistake in it")
    return secret


def id_of(sixteen_bytes):
    return base64.b32encode(sixteen_bytes).decode().rstrip("=").lower()


# Blobs ----------------------------------------------------------------------


def open_blob(stream, key, context):
    """Yields a sealed blob's plaintext chunk by chunk, each once it is proved.

    The whole is proved only when the generator ends without Refused.
    """
    if len(key) != 32:
        raise Refused("a blob's key has 32 bytes")
    salt, commitment = stream.read(24), stream.read(32)
    if len(commitment) != 32:
        raise Refused("the blob is too short for its header")
    derived = expand(key, BLOB_INFO + salt + context, 76)
    if not hmac.compare_digest(derived[44:], commitment):
        raise Refused("the blob was sealed under another key or for another place")
    chunks = AESGCM(derived[:32])
    base_nonce = int.from_bytes(derived[32:44], "big")
    index, last = 0, False
    while not last:
        sealed = stream.read(CHUNK + TAG)
        if len(sealed) < TAG:
            raise Refused("the blob was cut")
        nonce = (base_nonce ^ index).to_bytes(12, "big")
        try:
            yield chunks.decrypt(nonce, sealed, None)
        except InvalidTag:
            raise Refused(f"chunk {index} of the blob was changed") from None
        index, last = index + 1, len(sealed) < CHUNK + TAG


# The data folder ------------------------------------------------------------


class Database:
    """The rows of safelight.db, read without a byte written beside it."""

    def __init__(self, folder):
        file = folder / "safelight.db"
        if not file.is_file():
            raise Refused(f"there is no {file}")
        log = folder / "safelight.db-wal"
        self.copy = None
        if log.is_file() and log.stat().st_size > 0:
            # Changes wait in the log. Reading them makes SQLite write, so a copy is read.
            self.copy = tempfile.TemporaryDirectory(prefix="safelight-")
            for source in (file, log):
                shutil.copyfile(source, pathlib.Path(self.copy.name) / source.name)
            address = (pathlib.Path(self.copy.name) / file.name).as_uri()
        else:
            address = file.resolve().as_uri() + "?mode=ro&immutable=1"
        self.connection = sqlite3.connect(address, uri=True)
        self.connection.row_factory = sqlite3.Row

    def rows(self, query, *values):
        return [dict(row) for row in self.connection.execute(query, values)]

    def close(self):
        self.connection.close()
        if self.copy:
            self.copy.cleanup()


class Vault:
    """One account's opened vault: finds a key for each epoch."""

    def __init__(self, account, epoch, key):
        self.account, self.id = account, account["id"]
        self.keys = {epoch: key}
        bridge = account.get("sealed_bridge")
        if bridge:
            self.keys[epoch - 1] = open_key(
                expand(key, "safelight/v1/vault/bridge", 32),
                bridge,
                f"safelight/v1/bridge|{self.id}|{epoch}",
                "the bridge to the older vault key",
            )

    def under(self, purpose, epoch):
        if epoch not in self.keys:
            raise Refused(f"no vault key of epoch {epoch} is at hand")
        return expand(self.keys[epoch], f"safelight/v1/vault/{purpose}", 32)

    def index_key(self):
        epoch = self.account["index_key_epoch"]
        return open_key(
            self.under("index-key", epoch),
            self.account["sealed_index_key"],
            f"safelight/v1/index-key|{self.id}|{epoch}",
            "the index key",
        )

    def data_key(self, row):
        return open_key(
            self.under("data-keys", row["epoch"]),
            row["sealed_key"],
            f"safelight/v1/data-key|{self.id}|{row['image_id']}|{row['epoch']}",
            "the data key",
        )

    def album_key(self, album):
        return open_key(
            self.under("album-keys", album["epoch"]),
            album["sealed_key"],
            f"safelight/v1/album-key|{self.id}|{album['id']}|{album['epoch']}",
            "the album's key",
        )


def open_vault(database, secret, email):
    """Tries the code on every recovery keyslot."""
    for slot in database.rows("SELECT * FROM keyslots WHERE kind = 'recovery'"):
        account_id, slot_id, epoch = slot["account_id"], slot["id"], slot["epoch"]
        account = database.rows("SELECT * FROM accounts WHERE id = ?", account_id)[0]
        if email and account["email"].casefold() != email.casefold():
            continue
        try:
            key = open_key(
                expand(secret, f"safelight/v1/slot/recovery|{account_id}|{slot_id}", 32),
                slot["sealed_key"],
                f"safelight/v1/vault-key|{account_id}|{slot_id}|recovery|{epoch}",
                "the keyslot",
            )
        except Refused:
            continue
        fingerprint = expand(key, "safelight/v1/fingerprint", 16)
        if epoch != account["vault_epoch"] or fingerprint != account["vault_fingerprint"]:
            raise Refused("the code opens a keyslot, but not of the account's present vault key")
        return Vault(account, epoch, key)
    raise Refused("the recovery code opens no vault in this data folder")


def find_blobs(folder):
    """The path of each blob by its name, whichever of the 256 subfolders it is in."""
    return {
        entry.name: entry.path
        for part in os.scandir(folder)
        if part.is_dir(follow_symlinks=False)
        for entry in os.scandir(part.path)
        if entry.is_file(follow_symlinks=False)
    }


# Writing --------------------------------------------------------------------

NOT_IN_NAMES = set('/\\:*?"<>|\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}


def safe_name(name, otherwise):
    """A name that every file system takes, as near to the given one as can be."""
    name = unicodedata.normalize("NFC", name if isinstance(name, str) else "")
    name = "".join(
        "_" if letter in NOT_IN_NAMES or unicodedata.category(letter) in ("Cc", "Cs") else letter
        for letter in name
    ).strip(" ").rstrip(". ")
    stem, ending = os.path.splitext(name)
    ending = ending.encode()[:20].decode(errors="ignore")
    stem = stem.encode()[:180].decode(errors="ignore").rstrip(". ")
    if not stem.strip("."):
        stem = otherwise
    if stem.split(".")[0].casefold() in DEVICES:
        stem = "_" + stem
    return stem + ending


def free_name(name, taken):
    """The name, or `name (2)` and so on where it is taken, whatever the case of its letters."""
    stem, ending = os.path.splitext(name)
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{stem} ({number}){ending}", number + 1
    taken.add(candidate.casefold())
    return candidate


class Opening:
    """Opens everything of one vault into an output folder and counts what failed."""

    def __init__(self, database, blobs, vault, output):
        self.database, self.blobs, self.vault, self.output = database, blobs, vault, output
        self.index_key = vault.index_key()
        self.tally = collections.Counter()
        self.failures, self.taken = [], set()

    def fail(self, what, problem):
        self.failures.append(f"{what}: {problem}")
        print(f"FAILED  {what}: {problem}", file=sys.stderr)

    def run(self):
        (self.output / "images").mkdir(parents=True)
        rows = self.database.rows(
            "SELECT * FROM sealed_keys WHERE account_id = ? AND holder = 'vault'", self.vault.id
        )
        sealed_keys = {row["image_id"]: row for row in rows}
        images, keys = [], {}
        for image in self.database.rows(
            "SELECT * FROM images WHERE account_id = ? ORDER BY id", self.vault.id
        ):
            image_id = image["id"]
            try:
                if image_id not in sealed_keys:
                    raise Refused("it has no data key")
                keys[image_id] = self.vault.data_key(sealed_keys[image_id])
                images.append(self.image(image, keys[image_id]))
            except (Refused, OSError, ValueError) as problem:
                self.fail(f"image {image_id}", problem)
        albums = self.albums(keys)
        for image in images:
            image["albums"] = [a["name"] for a in albums if image["id"] in a["images"]]
        document = {
            "account": self.vault.id,
            "images": images,
            "albums": albums,
            "failures": self.failures,
        }
        with open(self.output / "details.json", "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=2)
            file.write("\n")

    def image(self, image, data_key):
        image_id = image["id"]
        details = json.loads(
            open_secret(
                expand(data_key, "safelight/v1/details-key", 32),
                image["sealed_details"],
                f"safelight/v1/details|{self.vault.id}|{image_id}|{image['edit']}",
                "its details",
            )
        )
        name = free_name(safe_name(details.get("name"), image_id), self.taken)
        path = self.output / "images" / name
        part = path.with_name(f".{image_id}.part")
        try:
            with open(part, "xb") as file:
                size, digest = self.rendition(image, data_key, "original", file)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        self.tally["images"] += 1
        self.tally["bytes"] += size
        for rendition in ("view", "thumb"):
            if rendition == "view" and image["view_bytes"] is None:
                continue
            try:
                self.rendition(image, data_key, rendition, None)
                self.tally["previews"] += 1
            except (Refused, OSError) as problem:
                self.fail(f"image {image_id}, its {rendition}", problem)
        return {
            "id": image_id,
            "file": f"images/{name}",
            "bytes": size,
            "sha256": digest.hex(),
            "trashed": image.get("trashed_at") is not None,
            "details": details,
        }

    def rendition(self, image, data_key, rendition, file):
        """Opens one blob to its end, into the file if there is one."""
        name = f"{image['blob_set']}_{rendition}"
        if name not in self.blobs:
            raise Refused(f"the blob {name} is missing")
        key = expand(data_key, f"safelight/v1/rendition/{rendition}", 32)
        context = f"safelight/v1/rendition|{self.vault.id}|{image['id']}|{rendition}"
        size, digest = 0, hashlib.sha256()
        with open(self.blobs[name], "rb") as stream:
            for chunk in open_blob(stream, key, context.encode()):
                size += len(chunk)
                digest.update(chunk)
                if file:
                    file.write(chunk)
        return size, digest.digest()

    def albums(self, data_keys):
        favourites = id_of(expand(self.index_key, "safelight/v1/index/favourites", 16))
        albums = []
        for album in self.database.rows(
            "SELECT * FROM albums WHERE account_id = ? ORDER BY id", self.vault.id
        ):
            album_id = album["id"]
            try:
                key = self.vault.album_key(album)
                details = json.loads(
                    open_secret(
                        expand(key, "safelight/v1/album/details", 32),
                        album["sealed_details"],
                        f"safelight/v1/album-details|{self.vault.id}|{album_id}|{album['edit']}",
                        "the album's details",
                    )
                )
            except (Refused, ValueError) as problem:
                self.fail(f"album {album_id}", problem)
                continue
            self.tally["albums"] += 1
            albums.append(
                {
                    "id": album_id,
                    "name": details.get("name"),
                    "favourites": album_id == favourites,
                    "details": details,
                    "images": self.images_of(album_id, key, data_keys),
                }
            )
        return albums

    def images_of(self, album_id, album_key, data_keys):
        key = expand(album_key, "safelight/v1/album/data-keys", 32)
        images = []
        for copy in self.database.rows(
            "SELECT * FROM sealed_keys WHERE account_id = ? AND holder = ? ORDER BY image_id",
            self.vault.id,
            album_id,
        ):
            image_id, epoch = copy["image_id"], copy["epoch"]
            try:
                opened = open_key(
                    key,
                    copy["sealed_key"],
                    f"safelight/v1/album-data-key|{self.vault.id}|{album_id}|{image_id}|{epoch}",
                    "the album's copy of its key",
                )
                if opened != data_keys.get(image_id, opened):
                    raise Refused("the album's copy is of another key")
                images.append(image_id)
            except Refused as problem:
                self.fail(f"image {image_id} in album {album_id}", problem)
        return images


# Published vectors ----------------------------------------------------------


def open_vector(test):
    """What a vector's ciphertext opens to, and whether it opened to its end."""
    opened = b""
    sealed = io.BytesIO(zlib.decompress(bytes.fromhex(test["ct"])))
    try:
        for chunk in open_blob(sealed, bytes.fromhex(test["key"]), bytes.fromhex(test["ctx"])):
            opened += chunk
    except Refused:
        return opened, False
    return opened, True


def selftest(path):
    """Opens the vectors that Cobblestone-256 publishes, and refuses what it must."""
    with open(path, encoding="utf-8") as file:
        suite = json.load(file)
    if suite.get("algorithm") != "Cobblestone-256":
        raise Refused("these are not the vectors of Cobblestone-256")
    tests = [test for group in suite["testGroups"] for test in group["tests"]]
    if not tests or len(tests) != suite["numberOfTests"]:
        raise Refused("vectors are missing")
    wrong = 0
    for test in tests:
        opened, whole = open_vector(test)
        expected = test.get("msgSha512", hashlib.sha512().hexdigest())
        right = (
            whole == (test["result"] == "valid")
            and len(opened) == test.get("msgLength", 0)
            and hashlib.sha512(opened).hexdigest() == expected
        )
        if not right:
            wrong += 1
            print(f"FAILED  vector {test['tcId']}: {test['comment']}", file=sys.stderr)
    print(f"{len(tests) - wrong} of {len(tests)} vectors are as published")
    return 1 if wrong else 0


# The command ----------------------------------------------------------------


def read_code(file):
    if file:
        return pathlib.Path(file).read_text(encoding="utf-8")
    if sys.stdin.isatty():
        return getpass.getpass("Recovery code: ")
    return sys.stdin.read(4096)


def decrypt(arguments):
    folder, output = pathlib.Path(arguments.data), pathlib.Path(arguments.output)
    if output.exists() and any(output.iterdir()):
        raise Refused(f"{output} is not empty")
    secret = read_recovery_code(read_code(arguments.code_file))
    database = Database(folder)
    try:
        vault = open_vault(database, secret, arguments.email)
        opening = Opening(database, find_blobs(folder / "blobs"), vault, output)
        opening.run()
    finally:
        database.close()
    tally = opening.tally
    print(
        f"{tally['images']} images ({tally['bytes']} bytes), {tally['previews']} previews and "
        f"{tally['albums']} albums opened; {len(opening.failures)} failures"
    )
    return 1 if opening.failures else 0


def main():
    parser = argparse.ArgumentParser(description="Opens a Safelight vault with its recovery code.")
    parser.add_argument("data", nargs="?", help="the data folder")
    parser.add_argument("output", nargs="?", help="an empty or new folder for what is opened")
    parser.add_argument("--code-file", help="a file with the recovery code; else standard input")
    parser.add_argument("--email", help="try this account's keyslots only")
    parser.add_argument("--selftest", metavar="VECTORS", help="check published vectors and end")
    arguments = parser.parse_args()
    if not arguments.selftest and not arguments.output:
        parser.error("name a data folder and an output folder")
    os.umask(0o077)
    try:
        return selftest(arguments.selftest) if arguments.selftest else decrypt(arguments)
    except (Refused, OSError, sqlite3.Error) as problem:
        print(f"FAILED  {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Opens a Safelight vault with its recovery code, without Safelight.

It goes by docs/vault-format.md and shares nothing with the server, so that it
shows that the document suffices. Python 3.11 and `cryptography` (Debian: python3-cryptography) are all
it needs. Unfinished uploads are left alone.

    decrypt.py DATA-FOLDER OUTPUT-FOLDER < file-with-the-recovery-code
    decrypt.py DATA-FOLDER OUTPUT-FOLDER --code-file FILE [--email ADDRESS]
    decrypt.py --selftest VECTORS.json

Stop the server first, or open a copy. Nothing is written into the data
folder. The output folder gets `images/` and `details.json`. Every tag, hash
and blind index is checked, of the previews too; whatever fails is named, and
ends in exit status 1. No file that failed is left under a picture's name.

VECTORS.json is one of Cobblestone-256's published files, or one of those in
server/crypto/vectors.
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
    try:
        if len(sealed) < 12 + TAG:
            raise InvalidTag
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], associated.encode())
    except InvalidTag:
        raise Refused(f"{what} could not be opened") from None


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


def open_slot(secret, account_id, slot_id, epoch, sealed):
    """The vault key in a recovery keyslot."""
    return open_key(
        expand(secret, f"safelight/v1/slot/recovery|{account_id}|{slot_id}", 32),
        sealed,
        f"safelight/v1/vault-key|{account_id}|{slot_id}|recovery|{epoch}",
        "the keyslot",
    )


def fingerprint_of(vault_key):
    return expand(vault_key, "safelight/v1/fingerprint", 16)


def blind_index(index_key, index, value):
    return hmac.digest(expand(index_key, f"safelight/v1/index/{index}", 32), value, "sha256")


def favourites_id(index_key):
    sixteen = expand(index_key, "safelight/v1/index/favourites", 16)
    return base64.b32encode(sixteen).decode().rstrip("=").lower()


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
    """One account's opened vault: opens each thing under the vault key of its epoch."""

    def __init__(self, account_id, epoch, key, bridge=None):
        self.id = account_id
        self.keys = {epoch: key}
        if bridge is not None:
            # A rotation is under way: some rows still lie under the key before.
            self.keys[epoch - 1] = open_key(
                self.under("bridge", epoch),
                bridge,
                f"safelight/v1/bridge|{account_id}|{epoch}",
                "the bridge to the older vault key",
            )

    def under(self, purpose, epoch):
        if epoch not in self.keys:
            raise Refused(f"no vault key of epoch {epoch} is at hand")
        return expand(self.keys[epoch], f"safelight/v1/vault/{purpose}", 32)

    def index_key(self, epoch, sealed):
        associated = f"safelight/v1/index-key|{self.id}|{epoch}"
        return open_key(self.under("index-key", epoch), sealed, associated, "the index key")

    def data_key(self, image_id, epoch, sealed):
        associated = f"safelight/v1/data-key|{self.id}|{image_id}|{epoch}"
        return open_key(self.under("data-keys", epoch), sealed, associated, "its data key")

    def album_key(self, album_id, epoch, sealed):
        associated = f"safelight/v1/album-key|{self.id}|{album_id}|{epoch}"
        return open_key(self.under("album-keys", epoch), sealed, associated, "its key")

    def details(self, image_id, edit, data_key, sealed):
        key = expand(data_key, "safelight/v1/details-key", 32)
        associated = f"safelight/v1/details|{self.id}|{image_id}|{edit}"
        return open_secret(key, sealed, associated, "what is known of it")

    def album_details(self, album_id, edit, album_key, sealed):
        key = expand(album_key, "safelight/v1/album/details", 32)
        associated = f"safelight/v1/album-details|{self.id}|{album_id}|{edit}"
        return open_secret(key, sealed, associated, "what is known of it")

    def copied_data_key(self, album_id, image_id, epoch, album_key, sealed):
        key = expand(album_key, "safelight/v1/album/data-keys", 32)
        associated = f"safelight/v1/album-data-key|{self.id}|{album_id}|{image_id}|{epoch}"
        return open_key(key, sealed, associated, "the album's copy of its data key")

    def rendition(self, image_id, rendition, data_key, stream):
        key = expand(data_key, f"safelight/v1/rendition/{rendition}", 32)
        context = f"safelight/v1/rendition|{self.id}|{image_id}|{rendition}"
        return open_blob(stream, key, context.encode())


def open_vault(database, secret, email):
    """Tries the code on every recovery keyslot; gives the vault and its account's row."""
    for slot in database.rows("SELECT * FROM keyslots WHERE kind = 'recovery'"):
        account_id, epoch = slot["account_id"], slot["epoch"]
        account = database.rows("SELECT * FROM accounts WHERE id = ?", account_id)[0]
        if email and account["email"].casefold() != email.casefold():
            continue
        try:
            key = open_slot(secret, account_id, slot["id"], epoch, slot["sealed_key"])
        except Refused:
            continue
        if epoch != account["vault_epoch"] or fingerprint_of(key) != account["vault_fingerprint"]:
            raise Refused("the code opens a keyslot, but not of the account's present vault key")
        bridges = database.rows(
            "SELECT * FROM bridges WHERE account_id = ? AND epoch = ?", account_id, epoch
        )
        bridge = bridges[0]["sealed_key"] if bridges else None
        return Vault(account_id, epoch, key, bridge), account
    raise Refused("the recovery code opens no vault in this data folder")


def blob_path(folder, blob_set, rendition):
    """Where a blob lies: its subfolder is FNV-1a of its key, folded to a byte."""
    fnv = 0x811C9DC5
    for byte in f"{blob_set}/{rendition}".encode():
        fnv = (fnv ^ byte) * 0x01000193 & 0xFFFFFFFF
    folded = (fnv ^ fnv >> 8 ^ fnv >> 16 ^ fnv >> 24) & 0xFF
    return folder / f"{folded:02x}" / f"{blob_set}_{rendition}"


# Writing --------------------------------------------------------------------

NOT_IN_NAMES = set('/\\:*?"<>|\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
ENDINGS = {
    "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "png": (".png", ".apng"),
    "gif": (".gif",),
    "webp": (".webp",),
    "avif": (".avif",),
    "heic": (".heic", ".heif"),
}
DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}


def safe_name(details, otherwise):
    """A name that every file system takes, as near to the picture's own as can be."""
    name = unicodedata.normalize("NFC", details.get("name", ""))
    name = "".join(
        "_" if letter in NOT_IN_NAMES or unicodedata.category(letter) in ("Cc", "Cs") else letter
        for letter in name
    )
    stem, ending = os.path.splitext(name)
    endings = ENDINGS.get(details.get("format"), ())
    if endings and ending.lower() not in endings:
        # The ending says what the bytes are, whatever somebody called the picture.
        stem, ending = name, endings[0]
    stem = stem.encode()[:180].decode(errors="ignore").strip(" ").rstrip(". ")
    if stem.startswith("."):
        stem = "_" + stem[1:]
    if stem.split(".")[0].casefold() in DEVICES:
        stem = "_" + stem
    return (stem or otherwise) + ending


def free_name(name, taken):
    """The name, or `name (2)` and so on where it is taken, whatever the case of its letters."""
    stem, ending = os.path.splitext(name)
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{stem} ({number}){ending}", number + 1
    taken.add(candidate.casefold())
    return candidate


class Opening:
    """Opens everything of one vault into an output folder and notes what failed."""

    def __init__(self, database, blobs, vault, account, output):
        self.database, self.blobs, self.vault, self.output = database, blobs, vault, output
        self.index_key = vault.index_key(account["index_key_epoch"], account["sealed_index_key"])
        self.tally = collections.Counter()
        self.failures, self.taken = [], set()

    def fail(self, what, problem):
        self.failures.append(f"{what}: {problem}")
        print(f"FAILED  {what}: {problem}", file=sys.stderr)

    def sealed_keys(self, holder):
        return self.database.rows(
            "SELECT * FROM sealed_keys WHERE account_id = ? AND holder = ? ORDER BY image_id",
            self.vault.id,
            holder,
        )

    def run(self):
        (self.output / "images").mkdir(parents=True)
        sealed_keys = {row["image_id"]: row for row in self.sealed_keys("vault")}
        images, data_keys = [], {}
        for row in self.database.rows(
            "SELECT * FROM images WHERE account_id = ? ORDER BY id", self.vault.id
        ):
            image_id = row["id"]
            try:
                if image_id not in sealed_keys:
                    raise Refused("it has no data key")
                sealed = sealed_keys[image_id]
                key = self.vault.data_key(image_id, sealed["epoch"], sealed["sealed_key"])
                data_keys[image_id] = key
                images.append(self.image(row, key))
            except (Refused, OSError) as problem:
                self.fail(f"image {image_id}", problem)
        albums = self.albums(data_keys)
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

    def image(self, row, data_key):
        image_id = row["id"]
        details = json.loads(
            self.vault.details(image_id, row["edit"], data_key, row["sealed_details"])
        )
        self.check_indexes(row, details)
        name = free_name(safe_name(details, image_id), self.taken)
        path = self.output / "images" / name
        part = path.with_name(f".{image_id}.part")
        try:
            with open(part, "xb") as file:
                crc = self.rendition(row, data_key, "original", file)
            if details.get("checksum", crc) != crc:
                raise Refused("the original has another CRC-32 than its details say")
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        self.tally["images"] += 1
        self.tally["bytes"] += row["original_bytes"]
        for rendition in ("view", "thumb"):
            if row[f"{rendition}_bytes"] is None:
                continue  # the original serves as the view
            try:
                self.rendition(row, data_key, rendition, None)
                self.tally["previews"] += 1
            except (Refused, OSError) as problem:
                self.fail(f"image {image_id}, its {rendition}", problem)
        return {
            "id": image_id,
            "file": f"images/{name}",
            "trashed": row["trashed_at"] is not None,
            "details": details,
        }

    def check_indexes(self, row, details):
        """What the database finds a picture by is what its sealed details say."""
        month = details["takenAt"][:7].encode()
        if row["month_index"] != blind_index(self.index_key, "month", month):
            self.fail(f"image {row['id']}", "its row says another month than its details")
        content = bytes.fromhex(details["contentHash"])
        if row["content_index"] != blind_index(self.index_key, "content", content):
            self.fail(f"image {row['id']}", "its row says another content than its details")

    def rendition(self, row, data_key, rendition, file):
        """Opens one blob to its end, into the file if there is one; gives the CRC-32 of the whole."""
        path = blob_path(self.blobs, row["blob_set"], rendition)
        with open(path, "rb") as stream:
            sealed_hash = hashlib.file_digest(stream, "sha256").digest()
            stream.seek(0)
            size, crc = 0, 0
            for chunk in self.vault.rendition(row["id"], rendition, data_key, stream):
                size, crc = size + len(chunk), zlib.crc32(chunk, crc)
                if file:
                    file.write(chunk)
        if size != row[f"{rendition}_bytes"]:
            raise Refused("the blob has another size than its row says")
        if sealed_hash != row[f"{rendition}_sealed_hash"]:
            raise Refused("the blob has another hash than its row says")
        return crc

    def albums(self, data_keys):
        albums = []
        for row in self.database.rows(
            "SELECT * FROM albums WHERE account_id = ? ORDER BY id", self.vault.id
        ):
            album_id = row["id"]
            try:
                key = self.vault.album_key(album_id, row["epoch"], row["sealed_key"])
                details = json.loads(
                    self.vault.album_details(album_id, row["edit"], key, row["sealed_details"])
                )
            except Refused as problem:
                self.fail(f"album {album_id}", problem)
                continue
            self.tally["albums"] += 1
            albums.append(
                {
                    "id": album_id,
                    "name": details["name"],
                    "favourites": album_id == favourites_id(self.index_key),
                    "details": details,
                    "images": self.images_of(album_id, key, data_keys),
                }
            )
        return albums

    def images_of(self, album_id, album_key, data_keys):
        images = []
        for row in self.sealed_keys(album_id):
            image_id = row["image_id"]
            try:
                copy = self.vault.copied_data_key(
                    album_id, image_id, row["epoch"], album_key, row["sealed_key"]
                )
                if copy != data_keys.get(image_id, copy):
                    raise Refused("the album's copy is of another data key")
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


def published(suite):
    """Opens what Cobblestone-256's vectors say opens, as far as they say, and nothing else."""
    tests = [test for group in suite["testGroups"] for test in group["tests"]]
    if len(tests) != suite["numberOfTests"]:
        raise Refused("vectors are missing")
    for test in tests:
        opened, whole = open_vector(test)
        right = (
            whole == (test["result"] == "valid")
            and len(opened) == test.get("msgLength", 0)
            and test.get("msgSha512", hashlib.sha512(opened).hexdigest())
            == hashlib.sha512(opened).hexdigest()
        )
        yield f"{test['tcId']}: {test['comment']}", right


def own(suite):
    """Opens what a release of Safelight sealed: all that a recovery code leads to."""
    inputs, derived = suite["inputs"], suite["derived"]
    sealed = {name: bytes.fromhex(value) for name, value in suite["sealed"].items()}
    account, image, album = inputs["accountId"], inputs["imageId"], inputs["albumId"]
    secret = read_recovery_code(derived["recoveryCode"])
    slot_key = open_slot(secret, account, inputs["slotId"], 3, sealed["vault-key/recovery"])
    # The bridge leads from the newer key, of epoch 4, to the one that the slot holds.
    vault = Vault(account, 4, bytes.fromhex(inputs["newVaultKey"]), sealed["bridge"])
    index_key = vault.index_key(3, sealed["index-key"])
    data_key = vault.data_key(image, 3, sealed["data-key"])
    album_key = vault.album_key(album, 3, sealed["album-key"])
    copy = vault.copied_data_key(album, image, 3, album_key, sealed["album-data-key"])
    vault.details(image, 7, data_key, sealed["details"])
    json.loads(vault.album_details(album, 7, album_key, sealed["album-details"]))
    b"".join(vault.rendition(image, "thumb", data_key, io.BytesIO(sealed["thumb"])))
    yield "recovery code", secret.hex() == inputs["recoverySecret"]
    yield "keyslot", slot_key.hex() == inputs["vaultKey"]
    yield "fingerprint", fingerprint_of(slot_key).hex() == derived["fingerprint"]
    yield "bridge", vault.keys[3] == slot_key
    yield "index key", index_key.hex() == inputs["indexKey"]
    yield "data key", data_key.hex() == inputs["dataKey"]
    yield "album key", album_key.hex() == inputs["albumKey"]
    yield "album's copy of the data key", copy == data_key
    yield "favourites", favourites_id(index_key) == derived["favouritesId"]


def selftest(path):
    with open(path, encoding="utf-8") as file:
        suite = json.load(file)
    results = list(published(suite) if "testGroups" in suite else own(suite))
    for what, right in results:
        if not right:
            print(f"FAILED  vector {what}", file=sys.stderr)
    right = sum(right for _, right in results)
    print(f"{right} of {len(results)} vectors are right")
    return 0 if results and right == len(results) else 1


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
        vault, account = open_vault(database, secret, arguments.email)
        blobs = pathlib.Path(arguments.blobs or folder / "blobs")
        opening = Opening(database, blobs, vault, account, output)
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
    parser.add_argument("--blobs", help="the blob folder, where it is not in the data folder")
    parser.add_argument("--email", help="try this account's keyslots only")
    parser.add_argument("--selftest", metavar="VECTORS", help="check vectors and end")
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

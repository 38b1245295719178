"""What the files of reports have in common: refusal with a reason, and containers (zip, compound files) that
do not blow up."""

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from olefile import OleFileIO

#: How a compound file begins: Word and Excel before 2007, and locked files of today.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: Of all members together, unpacked. A report's workbook has some 100 KB, one of a whole country a few MB.
MAX_UNPACKED = 100_000_000
_MAX_MEMBERS = 5_000


class Unreadable(Exception):
    """A file that gives no document: `reason` is a slug, the message goes on after the file's name."""

    def __init__(self, reason: str, what: str):
        super().__init__(what)
        self.reason, self.what = reason, what


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The members of a zip file whose stated sizes are acceptable. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("damaged_file", f"is cut off or damaged ({error}); fetch or save it again") from None
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or len(members) > _MAX_MEMBERS:
        raise Unreadable(
            "too_large",
            f"unpacks to {size:,} bytes in {len(members):,} parts; up to {MAX_UNPACKED:,} bytes are read",
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("encrypted_file", "is locked with a password; save it without one")
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """One member, never more than it may be: the stated size of a hostile file is no promise. Raises
    Unreadable."""
    try:
        with archive.open(name) as file:
            content = file.read(MAX_UNPACKED + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Unreadable(
            "damaged_file", f"is cut off or damaged ({name}: {error}); fetch or save it again"
        ) from None
    except Exception as error:  # zlib.error and its like have no common parent
        raise Unreadable(
            "damaged_file", f"is cut off or damaged ({name}: {error}); fetch or save it again"
        ) from None
    if len(content) > MAX_UNPACKED:
        raise Unreadable("too_large", f"unpacks to more than {MAX_UNPACKED:,} bytes")
    return content


def open_compound(content: bytes) -> "OleFileIO":
    """The streams of a compound file. Raises Unreadable."""
    from olefile import OleFileIO  # few archives hold one

    try:
        return OleFileIO(io.BytesIO(content))
    except Exception as error:  # a broken one raises a dozen kinds of errors
        raise Unreadable(
            "damaged_file", f"is cut off or damaged ({error}); fetch it again, or open and save it"
        ) from None


def read_stream(container: "OleFileIO", name: str) -> bytes:
    """One stream, whole. Raises Unreadable: of a file that was cut off, a part would come back."""
    try:
        content = container.openstream(name).read()
        size = container.get_size(name)
    except Exception as error:
        raise Unreadable(
            "damaged_file", f"is cut off or damaged ({name}: {error}); fetch it again, or open and save it"
        ) from None
    if len(content) != size:
        raise Unreadable(
            "damaged_file", f"is cut off or damaged ({name}); fetch it again, or open and save it"
        )
    return content

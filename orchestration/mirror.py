"""Releases, and the captures they rest on, copied to object storage or another folder (by URL), and back.

    <url>/releases/<version>/…   as in the data folder; a version is there once its datapackage.json is
    <url>/release.json           {"version": the newest}: written last, so that a reader who asks it first
                                 finds a whole release
    <url>/captures/…             blobs and sidecars, with `captures=True`
    <url>/captures.json          {day: fingerprint} of the days that are there whole; without it all days are
                                 compared anew
    <url>/corrections.jsonl, sources/…   with the captures: what people decided, what is known of the sources

Versions and captures never change, so only what is missing is copied, and only days that have changed are
looked at: what a night costs follows what is new, not what is kept (the last two are small, and copied each
time). Credentials are those of the storage's
own client (for S3: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL, or a profile).
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestration.folder import DataFolder

#: What says that a version is whole; copied after everything else of it.
_MARK = "datapackage.json"
#: What says which days of captures are whole; written after them.
_DAYS = "captures.json"
_CORRECTIONS = "corrections.jsonl"
Tell = Callable[[int, int], None]


class MirrorError(Exception):
    """The storage cannot be used, or holds something else than it should; the message says what to do."""


@dataclass(frozen=True)
class Mirrored:
    """What was copied: names of versions, number of files of captures."""

    versions: tuple[str, ...]
    captures: int


def push(folder: DataFolder, url: str, *, captures: bool = False, tell: Tell = lambda *_: None) -> Mirrored:
    """Copy to the storage what it does not hold yet. Raises MirrorError."""
    from transforms.release import current, versions

    storage, root = _storage(url)
    with _told(url):
        there = _names(storage, f"{root}/releases")
        missing = [name for name in versions(folder.root) if f"{name}/{_MARK}" not in there]
        for version in missing:
            _put(storage, folder.releases / version, f"{root}/releases/{version}")
        kept = _push_captures(folder, storage, root, tell) if captures else 0
        for name in _small(folder.root) if captures else ():
            storage.put_file(str(folder.root / name), f"{root}/{name}")
        if newest := current(folder.root):
            storage.pipe_file(f"{root}/release.json", json.dumps({"version": newest.name}).encode())
    return Mirrored(tuple(missing), kept)


def pull(folder: DataFolder, url: str, *, tell: Tell = lambda *_: None) -> Mirrored:
    """Copy from the storage what the data folder does not hold yet; what arrives is held to its checksums.

    The caller holds the folder's lock. Raises MirrorError.
    """
    from transforms.release import heal

    storage, root = _storage(url)
    with _told(url):
        there = _names(storage, f"{root}/releases")
        whole = sorted(name.partition("/")[0] for name in there if name.endswith(f"/{_MARK}"))
        missing = [name for name in whole if not (folder.releases / name).exists()]
        for version in missing:
            draft = folder.root / f"{version}.part"  # healed away if this process is killed
            for name in sorted(name for name in there if name.startswith(f"{version}/")):
                _get(storage, f"{root}/releases/{name}", draft / name.partition("/")[2])
            _must_be_whole(draft, version)
            folder.releases.mkdir(parents=True, exist_ok=True)
            draft.rename(folder.releases / version)
        heal(folder.root)  # points `release` at the newest
        kept = [name for name in sorted(_names(storage, f"{root}/captures")) if _is_kept(name)]
        lost = [name for name in kept if not (folder.captures / name).exists()]
        for done, name in enumerate(lost, start=1):
            _get(storage, f"{root}/captures/{name}", folder.captures / name)
            tell(done, len(lost))
        small = [_CORRECTIONS, *(f"sources/{name}" for name in _names(storage, f"{root}/sources"))]
        for name in small:
            if not (folder.root / name).exists() and storage.exists(f"{root}/{name}"):
                _get(storage, f"{root}/{name}", folder.root / name)
    return Mirrored(tuple(missing), len(lost))


def _push_captures(folder: DataFolder, storage, root: str, tell: Tell) -> int:
    store, copied = folder.store, set()
    try:
        whole = json.loads(storage.cat_file(f"{root}/{_DAYS}"))
    except FileNotFoundError:
        whole = {}
    prints = {day: store.fingerprint(day) for day in store.days()}
    changed = [day for day, found in prints.items() if whole.get(day.isoformat()) != found]
    for done, day in enumerate(changed, start=1):
        missing, damaged = store.files_of(day, _names(storage, f"{root}/captures/days/{day}"))
        for path in missing:
            if path not in copied:  # one page under two addresses
                storage.put_file(str(path), f"{root}/captures/{path.relative_to(folder.captures).as_posix()}")
                copied.add(path)
        if not damaged:  # else its bytes cannot be named: the day is looked at again
            whole[day.isoformat()] = prints[day]
        tell(done, len(changed))
    if changed:
        storage.pipe_file(f"{root}/{_DAYS}", json.dumps(whole, indent=1, sort_keys=True).encode())
    return len(copied)


def _small(root: Path) -> list[str]:
    """What cannot be made again either, and changes: relative names of the files that are there."""
    found = [root / _CORRECTIONS, *sorted((root / "sources").glob("*.json"))]
    return [path.relative_to(root).as_posix() for path in found if path.exists()]


def _is_kept(name: str) -> bool:
    return name.partition("/")[0] in ("blobs", "keys", "days")


def _put(storage, folder: Path, target: str) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in sorted(files, key=lambda path: path.name == _MARK):
        storage.put_file(str(path), f"{target}/{path.relative_to(folder).as_posix()}")


def _get(storage, source: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    storage.get_file(source, str(draft))
    draft.replace(target)


def _must_be_whole(draft: Path, version: str) -> None:
    package = json.loads((draft / _MARK).read_text(encoding="utf-8"))
    for resource in package["resources"]:
        path = draft / resource["path"]
        found = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" if path.is_file() else "nothing"
        if found != resource["hash"]:
            raise MirrorError(
                f"{version}/{resource['path']} on the storage is not as it was published; remove "
                f"releases/{version} there, and push it again from where it is whole"
            )


def _names(storage, under: str) -> set[str]:
    """The files below a prefix, relative to it; nothing where it is not there yet."""
    prefix = storage._strip_protocol(under).rstrip("/") + "/"
    try:
        found = {name.removeprefix(prefix) for name in _found(storage, under) if name.startswith(prefix)}
    except FileNotFoundError:
        return set()
    return {name for name in found if not {"", ".", ".."} & set(name.split("/"))}  # none leads out


def _found(storage, under: str) -> Iterable[str]:
    storage.invalidate_cache()
    return storage.find(under)


def _storage(url: str):
    """The file system of a URL, and the path in it."""
    import fsspec

    url = url.rstrip("/")
    try:
        local = {"auto_mkdir": True} if "://" not in url or url.startswith("file://") else {}
        storage, root = fsspec.url_to_fs(url, **local)
    except (ValueError, ImportError) as error:
        raise MirrorError(
            f"{url.partition('://')[0]}:// cannot be used ({error}); for S3 install the extra: "
            "pip install 'raquan[server]'"
        ) from error
    return storage, root.rstrip("/")


class _told:
    """What the storage's client raises, in a sentence that names the URL and no credential."""

    def __init__(self, url: str):
        self.url = url

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, _) -> None:
        if error is None or isinstance(error, MirrorError):
            return
        if isinstance(error, OSError) or kind.__module__.startswith(
            ("botocore", "aiohttp", "s3fs", "fsspec")
        ):
            raise MirrorError(
                f"{self.url} could not be used: {kind.__name__}: {str(error)[:300]}; see to the address, the "
                "credentials and the bucket, and run again: what was copied stays"
            ) from error

"""Data files of the site: JSON in a script."""

import json
from pathlib import Path
from typing import Any


def write_script(path: Path, name: str, value: Any) -> None:
    """`R.put("name", value);` The JSON holds no `<` and no line separator, so that it stays data wherever a
    browser meets it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        if char in text:
            text = text.replace(char, f"\\u{ord(char):04x}")
    # A lone surrogate cannot be written as UTF-8; as an escape it can.
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    path.write_text(f"R.put({json.dumps(name)},{text});\n", encoding="utf-8", newline="\n")

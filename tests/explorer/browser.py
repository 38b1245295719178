"""Headless Chromium for the tests of the explorer and of the Dagster UI, driven over its DevTools protocol.

`websockets` comes with dagster-webserver; a browser driver would be one more dependency for a few commands.
"""

import base64
import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from websockets.sync.client import connect

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --remote-debugging-port=0"
)


def chromium() -> str | None:
    """The path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One page. Every request, console message and uncaught error is kept until `open` is called again."""

    def __init__(self, profile: Path):
        profile.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [chromium(), *FLAGS.split(), f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = profile / "DevToolsActivePort"
        for _ in range(300):
            if port_file.exists() and len(port_file.read_text().split()) > 1:
                break
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            target = next(one for one in json.load(answer) if one["type"] == "page")
        # No keepalive: whoever waits for something else for a while does not read what the page tells.
        self.connection = connect(target["webSocketDebuggerUrl"], max_size=None, ping_interval=None)
        self.socket = self.connection.__enter__()
        self.numbers = itertools.count(1)
        self.requests: list[str] = []
        self.bytes = 0
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Network.setCacheDisabled", cacheDisabled=True)

    def call(self, method: str, **parameters: object) -> dict:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(timeout=60))
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self._event(message)

    def _event(self, message: dict) -> None:
        name, told = message.get("method"), message.get("params", {})
        if name == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif name == "Network.dataReceived":
            self.bytes += told["dataLength"]
        elif name == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(told["exceptionDetails"])[:500])
        elif name == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
            self.errors.append(json.dumps(told["args"])[:500])
        elif name == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
            self.errors.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif name == "Page.javascriptDialogOpening":
            self.dialogs.append(told["message"])
            number = next(self.numbers)
            close = {"id": number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
            self.socket.send(json.dumps(close))

    def open(self, url: str) -> None:
        """Go to an address, forget what was kept, and wait until the page has loaded."""
        self.call("Page.navigate", url="about:blank")
        self.requests, self.errors, self.dialogs, self.bytes = [], [], [], 0
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def js(self, expression: str):
        """The value of an expression; promises are awaited. Raises if it throws."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:800])
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 20, every: float = 0.03) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(RuntimeError):  # between two pages there is none
                if self.js(f"Boolean({condition})"):
                    return
            time.sleep(every)
        raise AssertionError(f"{condition} did not come true on {self.js('location.href')}; {self.errors}")

    def key(self, name: str, code: int, text: str = "", modifiers: int = 0) -> None:
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                code=name,
                windowsVirtualKeyCode=code,
                modifiers=modifiers,
                **more,
            )

    def click(self, element: str, at: str = "[box.x + box.width / 2, box.y + box.height / 2]") -> None:
        """Press the mouse on what an expression gives, an element or a range; `at`: where in its box."""
        x, y = self.js(f"(() => {{ const box = ({element}).getBoundingClientRect(); return {at} }})()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.call("Input.insertText", text=text)

    def size(self, width: int, height: int = 900) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    def screenshot(self, path: Path, full: bool = True) -> None:
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(answer["data"]))

    def close(self) -> None:
        self.connection.__exit__(None, None, None)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

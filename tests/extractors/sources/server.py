"""A web server on loopback that misbehaves on demand, and remembers what it was asked and when.

Each test tells a `Site` what its paths answer. A path's answer is bytes to send as they are, or a
function that gets the socket and the request and does as it likes.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    at: float  # time.monotonic, when the request had arrived
    path: str
    headers: dict[str, str]  # names in lower case


Answer = bytes | Callable[[socket.socket, Request], None]


def http(
    body: bytes | str = b"",
    status: int = 200,
    *,
    media_type: str = "text/html; charset=utf-8",
    length: int | None = -1,
    **headers: str,
) -> bytes:
    """A response as bytes. `length` None leaves Content-Length out; any other than -1 is a lie."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {media_type}", "Connection: close"]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Site:
    """One server: `answers` maps a path (with its query) to what it answers; others are 404."""

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    host: str = "127.0.0.1"  # several sites of one test stand on 127.0.0.2, 127.0.0.3, …

    def __post_init__(self) -> None:
        self._listener = socket.create_server((self.host, 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://{self.host}:{self.port}"
        self.closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self._listener.close()

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    @property
    def pages_asked(self) -> list[str]:
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def drip(self, data: bytes, pause: float = 0.05, *, endless: bool = False) -> Answer:
        """Sends a byte at a time; with `endless`, the last byte for ever."""

        def answer(conn: socket.socket, request: Request) -> None:
            for i in range(len(data)):
                conn.sendall(data[i : i + 1])
                self.closing.wait(pause)
            while endless and not self.closing.wait(pause):
                conn.sendall(data[-1:])

        return answer

    def silence(self, before: bytes = b"") -> Answer:
        """Sends `before`, then nothing, and keeps the connection open."""

        def answer(conn: socket.socket, request: Request) -> None:
            conn.sendall(before)
            self.closing.wait(30)

        return answer

    def flood(self, head: bytes, block: bytes) -> Answer:
        """Sends `head`, then `block` as fast as it is taken, for ever."""

        def answer(conn: socket.socket, request: Request) -> None:
            conn.sendall(head)
            while not self.closing.is_set():
                conn.sendall(block)

        return answer

    def one_after_another(self, *answers: Answer) -> Answer:
        """The first request gets the first answer, and so on; the last answer stays."""
        left = list(answers)

        def answer(conn: socket.socket, request: Request) -> None:
            _send(left.pop(0) if len(left) > 1 else left[0], conn, request)

        return answer

    def unless_known(self, body: str, tag: str, media_type: str = "text/html; charset=utf-8") -> Answer:
        """304 to whoever has this version, else the body with its ETag."""

        def answer(conn: socket.socket, request: Request) -> None:
            known = request.headers.get("if-none-match") == f'"{tag}"'
            conn.sendall(http("", 304) if known else http(body, media_type=media_type, ETag=f'"{tag}"'))

        return answer

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                conn, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(conn,), daemon=True).start()

    def _handle(self, conn: socket.socket) -> None:
        with conn:
            try:
                conn.settimeout(10)
                head = b""
                while b"\r\n\r\n" not in head:
                    block = conn.recv(65_536)
                    if not block:
                        return
                    head += block
                first, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)
                }
                request = Request(time.monotonic(), first.split(" ")[1], headers)
                self.requests.append(request)
                _send(self.answers.get(request.path, http("không có", 404)), conn, request)
                conn.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the client went away, as it should from many of these answers


def _send(answer: Answer, conn: socket.socket, request: Request) -> None:
    if isinstance(answer, bytes):
        conn.sendall(answer)
    else:
        answer(conn, request)

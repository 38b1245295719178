"""One connection: to an address that was checked, and over when its time is.

Belongs here: what a URL's bytes travel through, below HTTP. Does not belong here: when a request is
made and what its answer means (`fetch`).
"""

import ipaddress
import socket
import threading
import time
from contextlib import suppress

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_TIMEOUT = 15.0  # seconds for one of a host's addresses


class Budget:
    """The time one URL may take. Waiting for the host's turn is not counted."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.excused = 0.0
        self._began = time.monotonic()

    def left(self) -> float:
        return self._began + self.seconds + self.excused - time.monotonic()

    def excuse(self, seconds: float) -> None:
        self.excused += seconds


class RefusedAddress(Exception):
    """The address is not one we connect to. Not an OSError, so that urllib3 lets it through."""


class NoSuchHost(Exception):
    """The name does not exist, as DNS itself says: asking again is no use."""


class CheckedAdapter(HTTPAdapter):
    """requests' adapter for one request: connects to public addresses only, and cuts when the budget is
    used up (`is_cut`). To be closed."""

    def __init__(self, budget: Budget, *, allow_loopback: bool = False):
        self._budget = budget
        self._allow_loopback = allow_loopback
        self._watchdog: _Watchdog | None = None
        super().__init__(max_retries=0)

    @property
    def is_cut(self) -> bool:
        return self._watchdog is not None and self._watchdog.fired

    def close(self) -> None:
        super().close()
        if self._watchdog:
            self._watchdog.dismiss()

    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs)
        connect = self._connect

        class Checked:
            def _new_conn(self) -> socket.socket:
                return connect(self._dns_host, self.port)

        class Plain(Checked, HTTPConnection):
            pass

        class Secure(Checked, HTTPSConnection):
            pass

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def _connect(self, host: str, port: int) -> socket.socket:
        """A connection to an address that was checked: the name is resolved once, here, so that it
        cannot resolve to something else between the check and the connection."""
        problem: OSError | None = None
        for family, address in public_addresses(
            host, port, allow_loopback=self._allow_loopback, seconds=self._budget.left()
        ):
            left = self._budget.left()
            if left <= 0:
                break
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(min(left, CONNECT_TIMEOUT))
                sock.connect(address)
                self._watchdog = _Watchdog(sock, self._budget)
                sock.settimeout(max(0.01, self._budget.left()))
                return sock
            except OSError as error:
                sock.close()
                problem = error
        raise problem or TimeoutError(f"no connection to {host}")


class _Watchdog:
    """Cuts a connection when the budget is used up.

    A socket time-out starts anew with every byte, so a server that sends one byte a second is never
    late by it. Shutting the socket down from outside ends any read, in headers, body or TLS alike.
    """

    def __init__(self, sock: socket.socket, budget: Budget):
        self.fired = False
        self._twin = sock.dup()  # TLS takes the original's descriptor over; shutdown works through either
        self._timer = threading.Timer(max(0.0, budget.left()), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def dismiss(self) -> None:
        self._timer.cancel()
        self._twin.close()

    def _cut(self) -> None:
        self.fired = True
        with suppress(OSError):
            self._twin.shutdown(socket.SHUT_RDWR)


def public_addresses(
    host: str, port: int, *, allow_loopback: bool = False, seconds: float = 15.0
) -> list[tuple[socket.AddressFamily, tuple]]:
    """The addresses of a host, if every one of them is on the public internet.

    Raises RefusedAddress if one is not (a name that resolves to a public and a private address is a
    trap), NoSuchHost if DNS knows no such name, OSError for a failure that may pass.
    """
    addresses = []
    for family, _, _, _, address in _resolve(host, port, seconds):
        ip = ipaddress.ip_address(address[0].split("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None) or ip
        if not (is_public(ip) or allow_loopback and mapped.is_loopback):
            raise RefusedAddress(f"{host} is {ip}, which is not on the public internet")
        addresses.append((family, address))
    return addresses


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is a global unicast address, the IPv4 address inside an IPv6 one included."""
    if ip.version == 6:
        if ip.ipv4_mapped or ip in _NAT64:
            return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
        if ip.sixtofour:
            return is_public(ip.sixtofour)
        return ip in _GLOBAL_UNICAST and ip.is_global and not ip.teredo
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def _resolve(host: str, port: int, seconds: float) -> list[tuple]:
    """getaddrinfo within a time: the resolver has its own, longer time-outs and cannot be stopped, so
    it runs in a thread that is left behind if it is late."""
    outcome: list = []

    def look_up() -> None:
        try:
            outcome.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            outcome.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if not outcome:
        raise TimeoutError(f"the name {host} was not resolved in time")
    if isinstance(outcome[0], socket.gaierror) and outcome[0].errno == socket.EAI_NONAME:
        raise NoSuchHost(f"there is no host {host}")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]

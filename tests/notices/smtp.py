"""A real SMTP server on this machine: takes mails, or answers as a test wishes; and a receiver for robots."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Mailbox(socketserver.ThreadingTCPServer):
    """What came in, in the order of arrival; ``answers`` are replies to commands instead of the usual ones."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for _to, mail in self.mails]

    def to(self, address: str) -> list[str]:
        """Return the texts of the mails to an address."""
        return [mail.get_content() for to, mail in self.mails if to == address]


class _Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 ready")
        to = ""
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper() if line.strip() else ""
            if verb == "RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
            if verb in self.server.answers:
                self._say(self.server.answers[verb])
                continue
            if verb == "DATA":
                self._say("354 go on")
                self._take(to)
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self, to: str) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if line:  # a mail that was cut off is no mail
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.server.mails.append((to, mail))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def point_at(settings: Any, port: int) -> None:
    """Let the product mail through a server of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "减法 <jianfa@example.org>"
    settings.ADDRESS = "https://jianfa.example.org"


class Group(ThreadingHTTPServer):
    """A receiver of group messages that checks what each kind of robot signs."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.texts: list[str] = []
        self.answer: tuple[int, str] | None = None
        super().__init__(("127.0.0.1", 0), _Receiver)

    def address(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{kind}?access_token=hidden-token"


class _Receiver(BaseHTTPRequestHandler):
    server: Group

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind = parts.path.strip("/")
        if self.server.answer:
            self._say(*self.server.answer)
        elif not self._is_signed(kind, query, body):
            self._say(200, '{"errcode": 310000, "code": 19021, "errmsg": "sign not match", "msg": "sign not match"}')
        else:
            text = body["content"] if kind == "feishu" else body["text"]
            self.server.texts.append(text.get("text") or text["content"])
            self._say(200, '{"code": 0}' if kind == "feishu" else '{"errcode": 0}')

    def _is_signed(self, kind: str, query: dict[str, str], body: dict[str, Any]) -> bool:
        secret = self.server.secret
        if kind == "wecom" or not secret:
            return True
        if kind == "dingtalk":
            text = f"{query['timestamp']}\n{secret}"
            expected = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
            return query["sign"] == base64.b64encode(expected).decode()
        expected = hmac.new(f"{body['timestamp']}\n{secret}".encode(), b"", hashlib.sha256).digest()
        return bool(body["sign"] == base64.b64encode(expected).decode())

    def _say(self, status: int, body: str) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args: object) -> None:
        """Keep the output of the tests clean."""

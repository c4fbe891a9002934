"""
Kiểm tra một gói kết xuất nhật ký: python3 kiem-tra.py, trong thư mục đã giải nén.

Goes into every export as it stands here, so it needs nothing but Python 3.9. With the package `cryptography` it checks
the signature of the head too.
"""

import json
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

Line = dict[str, Any]
Say = Callable[[str], None]

COLUMNS = [
    "uid",
    "at",
    "recorded_at",
    "actor_kind",
    "actor_id",
    "person",
    "post",
    "agency_id",
    "agency",
    "on_behalf_of",
    "subject_kind",
    "subject_id",
    "subject_version",
    "official_digest",
    "verb",
    "version",
    "old_state",
    "new_state",
    "details_digest",
    "cause",
]
HEAD = ["province", "epoch", "position", "chain", "at", "key_id"]


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_lines(path: Path) -> list[Line]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check_act(act: Line, digests: dict[int, str]) -> Iterator[str]:
    """Say what is wrong with one act."""
    where = f"Hành vi ở vị trí {act['position']}"
    row = [act[name] for name in COLUMNS]
    if sha256(b"lb.act.1" + encode([*row, act["parties"]])).hexdigest() != digests.get(act["position"]):
        yield f"{where}: nội dung không khớp giá trị băm trong chuỗi."
    if act["salt"] is not None:
        told = sha256(b"lb.details.1" + bytes.fromhex(act["salt"]) + encode(act["details"])).hexdigest()
        if told != act["details_digest"]:
            yield f"{where}: chi tiết không khớp giá trị băm của chi tiết."


def check_chain(links: list[Line]) -> Iterator[str]:
    """Say where the chain breaks."""
    before, *rest = links
    for link in rest:
        position = link["position"].to_bytes(8, "big")
        made = sha256(b"lb.link.1" + bytes.fromhex(before["chain"]) + position + bytes.fromhex(link["digest"]))
        if link["position"] != before["position"] + 1 or made.hexdigest() != link["chain"]:
            yield f"Chuỗi đứt tại vị trí {link['position']}."
        before = link


def check_head(lines: list[Line], links: list[Line], say: Say) -> Iterator[str]:
    """Say whether the chain ends in a signed head."""
    heads = [line for line in lines if "chain" in line]
    keys = {line["key_id"]: line["public_key"] for line in lines if "public_key" in line}
    if not heads:
        say("Chưa có đầu chuỗi đã ký nào phủ các hành vi này: gói chỉ nhất quán với chính nó.")
    for head in heads:
        if {"position": head["position"], "chain": head["chain"]} not in (
            {"position": link["position"], "chain": link["chain"]} for link in links
        ):
            yield f"Đầu chuỗi ở vị trí {head['position']} không khớp chuỗi."
        elif not signed(head, keys, say):
            yield f"Chữ ký của đầu chuỗi ở vị trí {head['position']} không hợp lệ."


def signed(head: Line, keys: dict[str, str], say: Say) -> bool:
    text = encode(["lb.checkpoint.1", *(head[name] for name in HEAD)])
    if head["key_id"] not in keys:
        say(f"Không có khóa công khai {head['key_id']} trong gói: đối chiếu đầu chuỗi với bản giữ ở bên ngoài.")
        return True
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        say("Không có gói cryptography: chưa kiểm tra chữ ký của đầu chuỗi.")
        return True
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[head["key_id"]]))
        key.verify(bytes.fromhex(head["signature"]), text)
    except (InvalidSignature, ValueError):
        return False
    say("Chữ ký của đầu chuỗi hợp lệ. Đối chiếu khóa và đầu chuỗi với bản giữ ở bên ngoài.")
    return True


def main(folder: Path) -> int:
    """Check the files of a folder; 0 when all agree."""

    def say(words: str) -> None:
        sys.stdout.write(f"{words}\n")

    acts, links = read_lines(folder / "hanh-vi.jsonl"), read_lines(folder / "chuoi.jsonl")
    digests = {link["position"]: link["digest"] for link in links[1:]}
    findings = [finding for act in acts for finding in check_act(act, digests)]
    findings += check_chain(links)
    findings += check_head(read_lines(folder / "dau-chuoi.jsonl"), links, say)
    for finding in findings:
        say(f"LỖI: {finding}")
    say(f"{len(acts)} hành vi, {len(links) - 1} mắt chuỗi: " + ("KHÔNG khớp." if findings else "khớp."))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).parent))

"""The agent's own pages: what is signed, for whom, with which certificate; no script on them."""

from html import escape
from importlib.resources import files

from asn1crypto import x509

from langbiang_agent.tokens import Held
from langbiang_agent.waiting import Waiting

STYLE = "/agent.css"
ENDED = {
    "signed": ("Đã ký", "Chữ ký đã gửi về trang yêu cầu. Đóng cửa sổ này và quay lại trang đó."),
    "refused": ("Không ký", "Yêu cầu này đã kết thúc, không có chữ ký nào được gửi đi. Đóng cửa sổ này."),
}


def style() -> bytes:
    return (files("langbiang_agent") / "agent.css").read_bytes()


def shown(waiting: Waiting, *, wrong: str = "") -> str:
    """Show what is to be signed, with the question for the PIN; `wrong` is said beside it."""
    facts, here = waiting.request.facts, f"/confirm/{waiting.uid}/{waiting.secret}"
    rows = [
        ("Trang yêu cầu", waiting.origin),
        ("Cơ quan ban hành", facts.agency),
        ("Số, ký hiệu", facts.symbol),
        ("Trích yếu", facts.title),
        ("Nơi nhận", facts.receivers),
        ("Chứng thư", describe(waiting.held)),
    ]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in rows if said)
    error = f'<p class="wrong" id="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    described = ' aria-describedby="wrong" aria-invalid="true" autofocus' if wrong else ""
    return _page(
        "Xác nhận ký số" if not wrong else "Lỗi: Xác nhận ký số",
        f"""<h1>Xác nhận ký số</h1>
<div class="two"><section aria-label="Tài liệu">
<iframe src="{here}/document.pdf#navpanes=0" title="Tài liệu sẽ ký"></iframe>
<p><a href="{here}/document.pdf" target="_blank" rel="noreferrer">Mở tài liệu ở cửa sổ riêng</a></p></section>
<section aria-label="Thông tin và quyết định"><dl>{listed}</dl>
<p>Thông tin trên do trang yêu cầu khai. Chữ ký chỉ gắn với đúng tài liệu đang hiển thị: đọc tài liệu trước khi ký.</p>
<form method="post" action="{here}">{error}
<label for="pin">Mã PIN của thiết bị</label>
<input id="pin" name="pin" type="password" autocomplete="off" maxlength="64"{described}>
<p class="hint">Mã PIN chỉ đưa vào thiết bị, không lưu và không gửi về trang yêu cầu.</p>
<div class="row"><button name="choice" value="sign">Ký</button>
<button name="choice" value="refuse" class="quiet">Từ chối</button></div></form></section></div>""",
    )


def ended(state: str) -> str:
    """Say how it ended."""
    title, words = ENDED[state]
    return _page(title, f"<h1>{title}</h1><p>{words}</p>")


def gone() -> str:
    return _page(
        "Không có yêu cầu", "<h1>Không có yêu cầu này</h1><p>Yêu cầu ký đã hết hạn hoặc địa chỉ không đúng.</p>"
    )


def describe(held: Held) -> str:
    """Name a certificate as a person knows it: whose, by whom, until when."""
    known = x509.Certificate.load(held.certificate)
    until = known["tbs_certificate"]["validity"]["not_after"].native
    return f"{named(known.subject)}; cấp bởi {named(known.issuer)}; đến {until:%d/%m/%Y}; thiết bị {held.token}"


def named(name: x509.Name) -> str:
    said = name.native
    return str(said.get("common_name") or said.get("organization_name") or name.human_friendly)


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="{STYLE}">'
        f"</head><body><header><p>Chương trình ký số Langbiang <span>trên máy này</span></p></header>"
        f"<main>{body}</main></body></html>"
    )

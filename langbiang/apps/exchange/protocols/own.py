"""Our own API as it is described to others: an OpenAPI 3.1 document, kept true by a test against the views."""

from typing import Any

BASE = "/api/exchange/v1"
# What a token opens: all of it, or a part that a system keeps to, or is kept to.
EVERYTHING, SEND, RECEIVE = "exchange", "exchange:send", "exchange:receive"
SCOPES = {
    EVERYTHING: "Gửi và nhận qua trục liên thông",
    SEND: "Gửi văn bản, trạng thái và theo dõi đường đi",
    RECEIVE: "Nhận những gì đang chờ và báo đã lưu",
}
TITLES = {
    400: "Yêu cầu không đúng dạng",
    401: "Chưa xác thực",
    403: "Không được phép",
    404: "Không có",
    405: "Sai phương thức",
    409: "Không thực hiện được lúc này",
    411: "Thiếu độ dài",
    413: "Quá lớn",
    422: "Nội dung không hợp lệ",
    429: "Gọi quá nhiều",
    500: "Lỗi hệ thống",
}
RECEIPTS_MOST = 50  # documents asked about in one call
_TEXT, _FLAG, _NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
_UUID = {"type": "string", "format": "uuid"}
_TIME = {"type": "string", "format": "date-time"}
_SHA = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 của đúng các byte đã giao"}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(name: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return _object(items=items, next={"type": ["string", "null"], "description": "Gửi lại ở after để đọc tiếp"})


_DELIVERY = {
    "id": _UUID,
    "to": {**_TEXT, "description": "Mã định danh nơi nhận"},
    "state": {"type": "string", "enum": ["queued", "handed", "arrived", "failed", "unknown"]},
    "status": {**_TEXT, "description": "Mã trạng thái xử lý 01 đến 06, 15; rỗng khi chưa có"},
    "queuedAt": _TIME,
    "arrivedAt": {"type": ["string", "null"], "format": "date-time"},
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "Received": _object(
        id=_UUID, sha256=_SHA, duplicate=_FLAG, conflict=_FLAG, warnings={"type": "array", "items": _TEXT}
    ),
    "Waiting": _object(
        **{
            "id": _UUID,
            "kind": {"type": "string", "enum": ["edoc", "status"]},
            "from": _TEXT,
            "to": _TEXT,
            "size": _NUMBER,
            "sha256": _SHA,
            "createdAt": _TIME,
            "documentId": _TEXT,
        }
    ),
    "WaitingList": _list("Waiting"),
    "Acknowledgement": {
        "type": "object",
        "properties": {
            "outcome": {"type": "string", "enum": ["stored", "refused"]},
            "sha256": {**_SHA, "description": "Bắt buộc khi stored: SHA-256 của nội dung đã lưu"},
            "receipt": {
                **_TEXT,
                "description": "Biên nhận: chữ ký CMS tách rời (DER, base64) trên đúng nội dung đã lưu",
            },
            "reason": {**_TEXT, "description": "Bắt buộc khi refused"},
        },
        "required": ["outcome"],
    },
    "Acknowledged": _object(id=_UUID, state={"type": "string", "enum": ["waiting", "done", "aside"]}),
    "Delivery": _object(document=_UUID, **_DELIVERY),
    "DeliveryList": _list("Delivery"),
    "Document": _object(
        **{
            "id": _UUID,
            "documentId": _TEXT,
            "code": {**_TEXT, "description": "Số, ký hiệu"},
            "subject": _TEXT,
            "from": _TEXT,
            "sha256": _TEXT,
            "receivedAt": _TIME,
            "deliveries": {
                "type": "array",
                "items": _object(
                    **_DELIVERY,
                    statuses={"type": "array", "items": _object(code=_TEXT, at=_TIME, staff=_TEXT, note=_TEXT)},
                ),
            },
        }
    ),
    "Receipts": _object(
        items={
            "type": "array",
            "items": _object(
                document=_UUID,
                to={**_TEXT, "description": "Mã định danh nơi nhận đã ký"},
                id=_UUID,
                signer=_TEXT,
                sha256=_SHA,
                statement={**_TEXT, "description": "Lời khai của dấu; rỗng khi chữ ký nằm trực tiếp trên gói tin"},
                manifest={**_TEXT, "description": "Bảng kê (ASiCManifest) mà cms ký; rỗng như trên"},
                cms={**_TEXT, "description": "Chữ ký CMS tách rời (DER, base64)"},
            ),
        }
    ),
    "Agencies": _object(items={"type": "array", "items": _object(code=_TEXT, oldCode=_TEXT, parent=_TEXT, name=_TEXT)}),
    "Problem": _object(type=_TEXT, title=_TEXT, status=_NUMBER, detail=_TEXT, code=_TEXT),
}


def _answer(words: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": words, "content": content}


def _problems(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": TITLES[status], "content": content} for status in (401, *statuses)}


def _query(name: str, words: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema or _TEXT}


def _header(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": words, "schema": _TEXT}


_ID = {"name": "id", "in": "path", "required": True, "schema": _UUID}
_PAGING = [
    _query("after", "Mã của mục cuối đã đọc"),
    _query("limit", "Số mục, mặc định 100", type="integer", minimum=1, maximum=1000),
]
_TO = _query("to", "Chỉ chuyển cho mã này trong các nơi nhận của gói tin; lặp lại được, không ghi là mọi nơi nhận")
_KIND = _query("kind", "Chỉ văn bản hoặc chỉ trạng thái", type="string", enum=["edoc", "status"])


def _send(summary: str, words: str, *more: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "description": words,
        "parameters": [
            _header("Idempotency-Key", "Khóa của lần gửi: gửi lại cùng khóa, trả lời như lần đầu"),
            _header("Content-Digest", "sha-256=:…: (RFC 9530); khác nội dung nhận được thì không nhận"),
            *more,
            _header(
                "Document-Seal", "Dấu của nơi gửi: chữ ký CMS tách rời (DER, base64, SHA-256) trên đúng các byte gửi"
            ),
        ],
        "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
        "responses": {
            "201": _answer("Đã ghi bền, đang chuyển", "Received"),
            "200": _answer("Đã có từ trước", "Received"),
            **_problems(400, 403, 409, 411, 413, 422, 429),
        },
    }


PATHS: dict[str, dict[str, Any]] = {
    "/documents": {
        "post": _send(
            "Gửi văn bản",
            "Thân yêu cầu là tệp edXML (QCVN 102:2016/BTTTT). Trả lời chỉ sau khi tệp đã nằm trên đĩa.",
            _TO,
        )
    },
    "/statuses": {"post": _send("Gửi trạng thái", "Thân yêu cầu là tệp edXML trạng thái (Quyết định 28/2018/QĐ-TTg).")},
    "/documents/{id}": {
        "get": {
            "summary": "Đường đi của một văn bản",
            "description": "Nơi gửi thấy mọi nơi nhận; nơi nhận thấy lượt của mình.",
            "parameters": [_ID],
            "responses": {"200": _answer("Đường đi", "Document"), **_problems(404)},
        }
    },
    "/documents/{id}/evidence": {
        "get": {
            "summary": "Gói chứng cứ của một văn bản",
            "description": "ASiC-E: gói tin, các dấu và biên nhận; nơi gửi nhận đủ, nơi nhận nhận phần của mình.",
            "parameters": [_ID],
            "responses": {
                "200": {"description": "Gói chứng cứ", "content": {"application/vnd.etsi.asic-e+zip": {}}},
                **_problems(404, 409),
            },
        }
    },
    "/waiting": {
        "get": {
            "summary": "Những gì đang chờ",
            "description": "Cũ trước; còn liệt kê cho đến khi báo đã lưu.",
            "parameters": [_KIND, *_PAGING],
            "responses": {"200": _answer("Danh sách", "WaitingList"), **_problems(400, 404, 429)},
        }
    },
    "/waiting/{id}/content": {
        "get": {
            "summary": "Tải nội dung",
            "description": "Đúng các byte đã nhận; đọc tiếp từng phần bằng tiêu đề Range.",
            "parameters": [_ID, _header("Range", "bytes=đầu-cuối")],
            "responses": {
                "200": {"description": "Tệp edXML", "content": {"application/xml": {}}},
                "206": {"description": "Một phần của tệp", "content": {"application/xml": {}}},
                **_problems(404),
            },
        }
    },
    "/waiting/{id}/acknowledgement": {
        "post": {
            "summary": "Báo đã lưu, hoặc không nhận",
            "description": "Chỉ báo stored sau khi đã ghi bền; sha256 phải là của nội dung đã giao.",
            "parameters": [_ID],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Acknowledgement"}}},
            },
            "responses": {"200": _answer("Đã ghi", "Acknowledged"), **_problems(400, 404, 409, 422)},
        }
    },
    "/sent": {
        "get": {
            "summary": "Những gì đã gửi",
            "description": "Mỗi nơi nhận một lượt, mới trước.",
            "parameters": _PAGING,
            "responses": {"200": _answer("Danh sách", "DeliveryList"), **_problems(400, 404)},
        }
    },
    "/receipts": {
        "get": {
            "summary": "Biên nhận của nơi nhận",
            "description": "Chữ ký của nơi nhận trên nội dung đã lưu; nơi gửi đối chiếu với bản mình gửi rồi giữ lại.",
            "parameters": [_query("document", f"Mã văn bản đã gửi; lặp lại được, nhiều nhất {RECEIPTS_MOST}")],
            "responses": {"200": _answer("Các biên nhận đã có", "Receipts"), **_problems(400, 404)},
        }
    },
    "/agencies": {
        "get": {
            "summary": "Cơ quan có thể gửi đến",
            "description": "Cả danh sách trong một luồng.",
            "parameters": [],
            "responses": {"200": _answer("Danh sách", "Agencies"), **_problems()},
        }
    },
}


def openapi() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document."""
    token = {"tokenUrl": "/oauth/token", "scopes": SCOPES}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trục liên thông văn bản",
            "version": "1",
            "description": "Gửi, nhận văn bản và trạng thái edXML giữa các hệ thống của tỉnh và trục quốc gia.",
        },
        "servers": [{"url": BASE}],
        "security": [{"oauth": [EVERYTHING]}, {"oauth": [SEND]}, {"oauth": [RECEIVE]}],
        "paths": PATHS,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"oauth": {"type": "oauth2", "flows": {"clientCredentials": token}}},
        },
    }

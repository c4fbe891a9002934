"""How an auditor reads the journal: the name of every verb, subject and detail in Vietnamese."""

from django.db.models import TextChoices


class Family(TextChoices):
    """The verbs about one kind of subject: what stands before the last dot of a verb."""

    OUTGOING = "documents.outgoing", "Văn bản đi"
    INCOMING = "documents.incoming", "Văn bản đến"
    NUMBER = "documents.number", "Số văn bản"
    REGISTER = "documents.register", "Sổ đăng ký"
    POST = "documents.post", "Sổ chuyển giao bưu điện"
    COPY_USE = "documents.copy_use", "Sổ sử dụng bản lưu"
    SERIES = "documents.series_rule", "Cách đánh số"
    AUTHORITY = "documents.signing_authority", "Ủy quyền ký"
    FILE = "workfiles.file", "Hồ sơ công việc"
    PLAN = "workfiles.plan", "Danh mục hồ sơ"
    TASK = "direction.task", "Nhiệm vụ"
    MEETING = "direction.meeting", "Cuộc họp"
    ENTRY = "direction.entry", "Lịch công tác"
    ROOM = "direction.room", "Phòng họp"
    PACKET = "exchange.packet", "Gói tin trên trục"
    DELIVERY = "exchange.delivery", "Lượt giao trên trục"
    SYSTEM = "exchange.system", "Hệ thống kết nối"
    HOME = "exchange.home", "Nơi ở của mã định danh"
    AGENCIES = "exchange.agencies", "Danh bạ trên trục"
    HANDOVER = "handover.job", "Bàn giao công việc"
    DEPUTATION = "identity.deputation", "Xử lý thay"
    ACCOUNT = "identity.account", "Tài khoản"
    PASSWORD = "identity.password", "Mật khẩu"
    RECOVERY = "identity.recovery", "Cấp lại quyền vào"
    FACTOR = "identity.factor", "Yếu tố thứ hai"
    CODES = "identity.codes", "Mã dự phòng"
    LINKED = "identity.subject", "Đăng nhập qua nơi khác"
    SESSIONS = "identity.sessions", "Phiên đăng nhập"
    CITIZEN = "identity.citizen", "Tài khoản người dân"
    CONSENT = "identity.consent", "Cho hệ thống khác đọc thông tin"
    CLIENT = "identity.client", "Hệ thống dùng tài khoản ở đây"
    DAY = "deadlines.day", "Lịch nghỉ"
    HOURS = "deadlines.hours", "Giờ làm việc"
    ACTS = "journal.acts", "Kết xuất nhật ký"
    DETAILS = "journal.details", "Chi tiết trong nhật ký"
    EPOCH = "journal.epoch", "Kỷ nguyên của nhật ký"
    CONSUMER = "journal.consumer", "Phần nghe nhật ký"
    PARKED = "journal.parked", "Việc bị gác lại"
    WRITING = "journal.writing", "Chế độ chỉ xem"
    LOOKS = "looking.hour", "Nhật ký truy cập"
    VERIFICATION = "audit.report", "Biên bản kiểm tra nhật ký"
    LOOKS_TAKEN = "looking.rows", "Kết xuất nhật ký truy cập"
    INCIDENT = "incidents.incident", "Sự cố"
    INCIDENTS_TAKEN = "incidents.rows", "Kết xuất sổ sự cố"


DEEDS = {
    "accepted": "Tiếp nhận",
    "added": "Thêm",
    "advanced": "Chuyển tiếp một phần",
    "answered": "Trả lời",
    "approved": "Duyệt",
    "archived": "Đưa vào lưu trữ",
    "arrived": "Đến nơi",
    "assigned": "Giao xử lý",
    "begun": "Mở",
    "called": "Mời họp",
    "cancelled": "Hủy",
    "changed": "Sửa",
    "closed": "Đóng",
    "completed": "Hoàn thành",
    "concluded": "Kết luận",
    "connected": "Kết nối",
    "contributed": "Góp ý phối hợp",
    "corrected": "Đính chính",
    "declined": "Không đưa vào lịch",
    "deferred": "Gia hạn nộp lưu",
    "drafted": "Lập dự thảo",
    "ended": "Kết thúc",
    "entered": "Ghi",
    "erased": "Xóa theo căn cứ pháp lý",
    "expired": "Tự hết hạn",
    "exported": "Kết xuất kèm chứng cứ",
    "extension_asked": "Xin gia hạn",
    "extension_granted": "Đồng ý gia hạn",
    "extension_refused": "Không đồng ý gia hạn",
    "failed": "Không chuyển được",
    "finished": "Hoàn tất",
    "given": "Giao",
    "graded": "Đổi mức độ",
    "granted": "Giao quyền",
    "handed": "Đã trao cho hệ thống khác",
    "handed_over": "Bàn giao",
    "instructed": "Bút phê",
    "issued": "Cấp",
    "item_added": "Thêm tài liệu",
    "item_described": "Ghi thông tin tài liệu",
    "item_removed": "Bỏ tài liệu",
    "listed": "Nhận danh sách",
    "linked": "Gắn người đăng nhập",
    "locked": "Khóa tạm vì sai nhiều lần",
    "made": "Lập mới",
    "noted": "Ghi diễn biến",
    "opened": "Mở",
    "opinion_given": "Cho ý kiến",
    "opinions_asked": "Lấy ý kiến",
    "ordered": "Ra lệnh",
    "papers_added": "Thêm tài liệu",
    "passed": "Chuyển người thực hiện",
    "presented": "Trình",
    "progressed": "Báo cáo tiến độ",
    "proposed": "Đề xuất",
    "publication_undone": "Bỏ công bố",
    "published": "Công bố",
    "queued": "Xếp hàng gửi",
    "readdressed": "Đổi nơi nhận",
    "recalled": "Thu hồi",
    "receipted": "Ghi ký nhận",
    "received": "Nhận",
    "refused": "Từ chối",
    "registered": "Đăng ký",
    "released": "Mở khóa",
    "release_asked": "Xin chuyển đi",
    "removed": "Bỏ",
    "renamed": "Đổi tên",
    "renewed": "Cấp lại bí mật",
    "reopened": "Mở lại",
    "replaced": "Được thay thế",
    "reported": "Báo trạng thái",
    "rescheduled": "Đổi giờ, phòng",
    "reserved": "Giữ số",
    "resumed": "Cho chạy tiếp",
    "retried": "Xử lý lại",
    "returned": "Trả lại",
    "ruled": "Định ngày nghỉ, ngày làm",
    "sealed": "Niêm phong một giờ",
    "seen": "Đã xem",
    "sent": "Gửi",
    "sent_back": "Chuyển trả",
    "set": "Đặt",
    "shared": "Chia sẻ",
    "signed": "Ký số",
    "started": "Bắt đầu xử lý",
    "stored": "Lưu tại nơi nhận",
    "stopped": "Tạm dừng ghi",
    "submitted": "Trình, nộp",
    "supplemented": "Bổ sung",
    "suspended": "Tạm dừng",
    "taken": "Nhận về",
    "undo_ordered": "Ra lệnh hoàn lại",
    "undone": "Đã hoàn lại",
    "unshared": "Thôi chia sẻ",
    "updated": "Gửi bổ sung",
    "used": "Dùng số đã giữ",
    "voided": "Hủy số",
    "withdrawn": "Rút lại",
}

OWN_DEEDS = {
    "documents.outgoing.issued": "Cấp số, đóng dấu số",
    "audit.report.failed": "Không lập được",
    "looking.hour.removed": "Xóa các dòng đã giữ đủ ngày",
    "looking.rows.exported": "Kết xuất bảng tính",
    "incidents.incident.opened": "Báo sự cố",
    "incidents.rows.exported": "Kết xuất bảng tính",
}  # where the word alone says too little

DETAILS = {
    "acts": "Các hành vi",
    "after": "Sau",
    "agrees": "Đồng ý",
    "allowed_by": "Người cho phép",
    "announced": "Đã công bố",
    "answer": "Trả lời",
    "arrival_number": "Số đến",
    "asked": "Điều kiện tìm",
    "before": "Trước",
    "begins": "Từ",
    "book": "Sổ",
    "by": "Bằng văn bản",
    "cause": "Nguyên nhân",
    "chain": "Giá trị chuỗi",
    "changed": "Đã đổi",
    "channel": "Đường đến",
    "checkpoint": "Đầu chuỗi đã ký",
    "code": "Số, ký hiệu",
    "codes": "Mã định danh",
    "competence": "Thẩm quyền ký",
    "conclusion": "Kết luận",
    "consumer": "Phần nghe nhật ký",
    "coordinate": "Phối hợp",
    "copied_from": "Chép từ năm",
    "count": "Số lượng",
    "day": "Ngày",
    "days": "Số ngày đã giữ",
    "deputy": "Người xử lý thay",
    "description": "Mô tả",
    "details": "Kèm chi tiết",
    "digest": "SHA-256",
    "documents": "Số văn bản",
    "done": "Đã xong",
    "due_at": "Hạn",
    "ends": "Đến",
    "entries": "Số mục",
    "envelopes": "Số bì",
    "email": "Địa chỉ thư",
    "epoch": "Kỷ nguyên",
    "factors": "Bỏ cả yếu tố thứ hai",
    "failures": "Số lần sai",
    "findings": "Số sai lệch",
    "facts": "Thông tin đã đổi",
    "file": "Tệp",
    "files": "Tệp",
    "gone": "Không còn",
    "ground": "Căn cứ",
    "hours": "Giờ làm việc",
    "inform": "Để biết",
    "instruction": "Ý kiến chỉ đạo",
    "integrity": "Toàn vẹn",
    "invited": "Số người mời",
    "issued_on": "Ngày ban hành",
    "kept": "Giữ nguyên",
    "kind": "Loại",
    "last_number": "Số cuối",
    "lead": "Chủ trì",
    "leader": "Lãnh đạo",
    "leaves_on": "Thôi giữ vị trí ngày",
    "leaving": "Người bàn giao",
    "left": "Còn lại",
    "may_add": "Được thêm tài liệu",
    "medium": "Nơi công bố",
    "missing": "Phần bị mất",
    "mode": "Cách",
    "moved": "Đã chuyển",
    "name": "Tên",
    "new": "Mới",
    "notation": "Ký hiệu",
    "note": "Ghi chú",
    "number": "Số",
    "on": "Ngày",
    "origin": "Nguồn",
    "package": "Gói nộp lưu",
    "pages": "Số trang",
    "part": "Phần việc",
    "percent": "Tiến độ (%)",
    "place": "Địa điểm",
    "planned": "Theo danh mục",
    "position": "Vị trí",
    "principal": "Người được thay",
    "proposal": "Đề xuất",
    "protocol": "Giao thức",
    "proved": "Khớp đầu chuỗi đã ký",
    "purpose": "Mục đích",
    "reason": "Lý do",
    "receipt": "Ký nhận",
    "receiver": "Nơi nhận",
    "receivers": "Nơi nhận",
    "recipient": "Người nhận",
    "redirects": "Địa chỉ nhận mã",
    "reference": "Dẫn chiếu",
    "refused": "Bị từ chối",
    "remedy": "Khắc phục",
    "reply": "Văn bản trả lời",
    "reporter": "Nơi báo",
    "result": "Kết quả",
    "returned": "Đã trả",
    "returned_on": "Ngày trả",
    "same": "Không đổi",
    "scopes": "Phạm vi",
    "sender": "Nơi gửi",
    "series": "Dãy số",
    "severity": "Mức độ",
    "signer": "Người ký",
    "since": "Từ ngày",
    "source": "Nguồn",
    "starts_at": "Bắt đầu",
    "subject": "Trích yếu, nội dung",
    "subject_id": "Mã đối tượng",
    "subject_kind": "Loại đối tượng",
    "system": "Hệ thống",
    "title": "Tiêu đề",
    "to": "Đến",
    "total": "Tổng số",
    "trusted": "Không hỏi người dùng",
    "twice_for": "Trùng với",
    "uid": "Mã",
    "undo": "Là hoàn lại",
    "unit": "Đơn vị",
    "units": "Đơn vị",
    "until": "Đến ngày",
    "user": "Người sử dụng",
    "verdict": "Kết quả kiểm tra chữ ký",
    "waiting": "Còn chờ",
    "wanted": "Xin đến",
    "way": "Chiều gọi",
    "week": "Tuần",
    "what": "Nội dung",
    "who": "Người",
    "words": "Ý kiến",
    "year": "Năm",
}

LOOKED_AT = {
    "audit:act": "Nhật ký",
    "audit:heads": "Tệp đầu chuỗi",
    "audit:look": "Nhật ký truy cập",
    "audit:report": "Biên bản kiểm tra",
    "deadlines:day": "Ngày nghỉ",
    "direction:debts": "Bảng theo dõi nhiệm vụ",
    "direction:entry": "Lịch công tác",
    "direction:meeting": "Cuộc họp",
    "direction:room": "Phòng họp",
    "direction:task": "Nhiệm vụ",
    "direction:week": "Lịch công tác",
    "documents:authority": "Ủy quyền ký",
    "documents:copy": "Sổ sử dụng bản lưu",
    "documents:incoming": "Văn bản đến",
    "documents:number": "Số văn bản",
    "documents:outgoing": "Văn bản đi",
    "documents:post": "Sổ chuyển giao bưu điện",
    "documents:publication": "Danh sách công bố",
    "documents:register": "Sổ đăng ký",
    "documents:report": "Báo cáo văn bản",
    "exchange:agency": "Danh bạ trên trục",
    "exchange:home": "Nơi ở của mã định danh",
    "exchange:packet": "Gói tin trên trục",
    "exchange:report": "Bản tin trạng thái",
    "exchange:statistics": "Thống kê liên thông",
    "exchange:system": "Hệ thống kết nối",
    "exchange:transfer": "Bản tin chuyển đi",
    "handover:job": "Bàn giao công việc",
    "identity:deputation": "Xử lý thay",
    "identity:release": "Tài khoản bị khóa tạm",
    "incidents:incident": "Sự cố",
    "workfiles:document": "Đưa văn bản vào hồ sơ",
    "workfiles:entry": "Danh mục hồ sơ",
    "workfiles:file": "Hồ sơ công việc",
    "workfiles:item": "Tài liệu trong hồ sơ",
    "workfiles:paper": "Tài liệu trong hồ sơ",
    "workfiles:plan": "Danh mục hồ sơ",
    "workfiles:transfer": "Mục lục nộp lưu",
}

ACTORS = {
    "seat": "Cán bộ",
    "account": "Chủ tài khoản",
    "citizen": "Công dân",
    "client": "Hệ thống, bảng lệnh",
    "timer": "Tiến trình nền",
    "import": "Nhập dữ liệu",
}


def say_verb(verb: str) -> str:
    """Say a verb in words, `Văn bản đi: Ký số`; one that a later version wrote is shown as it stands."""
    family, _, deed = verb.rpartition(".")
    if family not in Family.values or deed not in DEEDS:
        return verb
    return f"{Family(family).label}: {OWN_DEEDS.get(verb, DEEDS[deed])}"


def say_detail(value: object) -> str:
    """Say what stands in an act's details."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        return "; ".join(say_detail(each) for each in value) or "–"
    return str(value)

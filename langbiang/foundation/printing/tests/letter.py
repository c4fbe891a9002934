"""One official letter of the demo province, for tests."""

from datetime import datetime
from typing import Any

from langbiang.foundation.clock import VIETNAM

NOW = datetime(2020, 9, 9, 8, 0, tzinfo=VIETNAM)
LETTER: dict[str, Any] = {
    "agency": "Ủy ban nhân dân tỉnh Lâm Đồng",
    "notation": "UBND-VX1",
    "place": "Lâm Đồng",
    "abstract": "đẩy mạnh sử dụng chữ ký số trong gửi, nhận văn bản điện tử",
    "to": ["- Các sở, ban, ngành thuộc tỉnh;", "- Ủy ban nhân dân các huyện, thành phố."],
    "paragraphs": [
        "Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư, "
        "Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị thực hiện nghiêm việc ký số, cấp số và phát hành.",
        "Giao Sở Thông tin và Truyền thông chủ trì hướng dẫn, đôn đốc, kiểm tra; định kỳ hằng quý báo cáo.",
    ],
    "recipients": ["Như trên;", "Chủ tịch, các Phó Chủ tịch UBND tỉnh;", "Lưu: VT, VX1"],
    "authority": ["TM. Ủy ban nhân dân", "Chủ tịch"],
    "signer": "Đoàn Văn Việt",
}

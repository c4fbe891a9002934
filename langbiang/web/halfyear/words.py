"""What the demo's documents are about. Every sentence is ours; senders are kinds of bodies, no person is meant."""

TOPICS = (
    "ký số văn bản điện tử tại xã, phường, thị trấn",
    "kết nối trục liên thông văn bản của tỉnh",
    "phòng, chống dịch COVID-19 trong cơ quan nhà nước",
    "tổ chức họp trực tuyến đến cấp xã",
    "cung cấp dịch vụ công trực tuyến mức độ 3, 4",
    "an toàn thông tin mạng tại các cơ quan",
    "cập nhật trang thông tin điện tử thành phần",
    "chuẩn bị hạ tầng phục vụ đại hội đảng bộ các cấp",
    "quản lý trạm thu phát sóng thông tin di động",
    "mạng truyền số liệu chuyên dùng cấp II",
    "số hóa hồ sơ, tài liệu lưu trữ",
    "hộp thư công vụ của cán bộ, công chức",
    "chỉ số mức độ ứng dụng công nghệ thông tin",
    "mã bưu chính, địa chỉ bưu chính trên địa bàn",
    "bộ phận một cửa điện tử cấp huyện, cấp xã",
    "giám sát, điều hành đô thị thông minh Đà Lạt",
    "tuyên truyền an toàn giao thông qua hệ thống truyền thanh",
    "kiểm tra hoạt động xuất bản, in, phát hành",
    "dự toán chi công nghệ thông tin",
    "tập huấn văn thư theo Nghị định 30/2020/NĐ-CP",
    "dữ liệu dùng chung, dữ liệu mở của tỉnh",
    "bàn giao thiết bị, phần mềm cho các xã mới sắp xếp",
)
ASKED = (
    "Đề nghị hướng dẫn {}",
    "Đề nghị góp ý dự thảo về {}",
    "Báo cáo tình hình {}",
    "Xin ý kiến về {}",
    "Cung cấp số liệu {}",
    "Phối hợp {}",
    "Thông báo kết quả kiểm tra {}",
    "Kiến nghị về {}",
)
SAID = (
    ("cong-van", "STTTT-CNTT", "Hướng dẫn {}"),
    ("cong-van", "STTTT-CNTT", "Trả lời về {}"),
    ("cong-van", "STTTT-CNTT", "Đôn đốc {}"),
    ("bao-cao", "BC-STTTT", "Kết quả {}"),
    ("ke-hoach", "KH-STTTT", "Kiểm tra {}"),
    ("to-trinh", "TTr-STTTT", "Phê duyệt phương án {}"),
)
ORDERED = ("Triển khai {}", "Tăng cường {}", "Chấn chỉnh {}", "Giao nhiệm vụ về {}")
SENDERS = (
    # who, notation, how it comes
    ("Bộ Thông tin và Truyền thông", "BTTTT-THH", "post"),
    ("Cục An toàn thông tin", "CATTT-ATHTTT", "mail"),
    ("Bưu điện tỉnh Lâm Đồng", "BĐT-KTNV", "hand"),
    ("Công ty Điện lực Lâm Đồng", "PCLĐ-KT", "post"),
    ("Hội Nông dân tỉnh Lâm Đồng", "HNDT", "hand"),
    ("Liên đoàn Lao động tỉnh Lâm Đồng", "LĐLĐ", "post"),
    ("Doanh nghiệp viễn thông trên địa bàn", "CN-LĐG", "mail"),
    ("Trường Cao đẳng trên địa bàn Đà Lạt", "CĐ-ĐT", "post"),
    ("Đài Phát thanh và Truyền hình tỉnh Lâm Đồng", "PTTH-KT", "hand"),
    ("Ban quản lý dự án của tỉnh", "BQLDA-KH", "post"),
)
BODY = (
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Thực hiện chương trình công tác năm 2020, cơ quan triển khai nội dung {} như sau:",
    "1. Các đơn vị rà soát hiện trạng, phân công người phụ trách và báo cáo đầu mối liên hệ.",
    "2. Việc gửi, nhận thực hiện trên hệ thống quản lý văn bản và điều hành, có ký số; không gửi kèm bản giấy.",
    "3. Khó khăn, vướng mắc phản ánh về Phòng Công nghệ thông tin, Sở Thông tin và Truyền thông để được hướng dẫn.",
    "Đề nghị các cơ quan quan tâm, phối hợp thực hiện./.",
)
RESULTS = (
    "Đã có văn bản trả lời",
    "Đã tổng hợp vào báo cáo tháng",
    "Đã hướng dẫn qua điện thoại và thư công vụ",
    "Đã phối hợp xử lý xong, lưu hồ sơ",
)
TASKS = (
    "Tổng hợp tỷ lệ văn bản ký số của các huyện, thành phố",
    "Rà soát tài khoản hộp thư công vụ chưa sử dụng",
    "Kiểm tra đường truyền chuyên dùng tại các xã mới sắp xếp",
    "Lập dự toán nâng cấp phòng máy chủ",
    "Xây dựng tài liệu tập huấn văn thư",
    "Thống kê dịch vụ công trực tuyến chưa phát sinh hồ sơ",
    "Đánh giá an toàn thông tin trang thành phần",
    "Chuẩn bị nội dung giao ban quý",
)
MEETINGS = (
    "Giao ban công tác tháng",
    "Họp tổ triển khai chữ ký số",
    "Họp thẩm định phương án đường truyền",
)
WEEK = (
    "Giao ban lãnh đạo Sở",
    "Làm việc với doanh nghiệp viễn thông",
    "Kiểm tra một cửa điện tử cấp huyện",
    "Dự họp UBND tỉnh",
    "Tiếp công dân định kỳ",
)

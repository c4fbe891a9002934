from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from langbiang.foundation import clock
from langbiang.web.dossier import as_markdown, as_pdf, gather


class Command(BaseCommand):
    help = (
        "Lập bản nháp hồ sơ đề xuất cấp độ an toàn (Nghị định 85/2016/NĐ-CP) từ chính hệ thống đang chạy; điều chỉ "
        "người mới biết để trống kèm gợi ý. Không ghi bí mật nào. Mã kết thúc: 0 khi xong, 1 khi không ghi được."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="tệp mới ghi ra, đuôi .md hoặc .pdf")
        parser.add_argument("--backup", type=Path, metavar="DIR", help="một bản sao lưu, hoặc thư mục chứa các bản")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.suffix not in (".md", ".pdf"):
            raise CommandError(f"Tên tệp {file} phải có đuôi .md hoặc .pdf.")
        now = clock.now()
        sections = gather(now=now, backup=options["backup"])
        made = as_pdf(sections, now=now) if file.suffix == ".pdf" else as_markdown(sections, now=now).encode()
        try:
            with file.open("xb") as out:  # people write into it: never over what is there
                out.write(made)
        except OSError as error:
            raise CommandError(f"Không ghi được {file}: {error.strerror}. Chọn một tệp mới.") from error
        blanks = sum(not line.words for section in sections for line in section.lines)
        self.stdout.write(f"Đã ghi {file}; còn {blanks} chỗ cho người điền.")

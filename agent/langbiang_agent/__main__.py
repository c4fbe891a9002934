"""`python -m langbiang_agent --origin https://egov.example --module /path/pkcs11.so`: runs until it is stopped."""

import argparse
import sys

from langbiang_agent import VERSION
from langbiang_agent.server import make_server

PORT = 18765


def main(words: list[str] | None = None) -> int:
    """Serve; gives 2 when what was said is wrong, 1 when the port is taken."""
    parser = argparse.ArgumentParser("langbiang-agent", description="Ký số bằng thiết bị cắm ở máy này.")
    parser.add_argument("--origin", action="append", required=True, help="trang được phép yêu cầu ký; lặp lại được")
    parser.add_argument("--module", required=True, help="thư viện PKCS#11 của hãng thiết bị")
    parser.add_argument("--port", type=int, default=PORT, help="cổng trên máy này (mặc định %(default)s)")
    parser.add_argument("--version", action="version", version=VERSION)
    said = parser.parse_args(words)
    try:
        server = make_server(said.origin, said.module, said.port)
    except ValueError as wrong:
        parser.error(str(wrong))
    except OSError:
        sys.stderr.write(f"Cổng {said.port} đang bận: chương trình ký số có thể đã chạy.\n")
        return 1
    sys.stderr.write(f"Chương trình ký số chạy ở http://127.0.0.1:{said.port}. Ctrl+C để dừng.\n")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Signing: the waiting fields, the signatures of person and agency in their order, the judging of files."""

from langbiang.foundation.printing import Place
from langbiang.foundation.signing.bound import (
    BoundCertificate,
    CannotBind,
    bind_certificate,
    drop_bound,
    find_bound,
    list_bound,
)
from langbiang.foundation.signing.fields import CannotPrepare, Places, check_can_take_fields, lay_fields
from langbiang.foundation.signing.keyring import (
    has_server_key,
    roots_folder,
    server_key,
    signing_folder,
    token_file,
    trusted_roots,
    written_day,
)
from langbiang.foundation.signing.keys import Certificate, KeyHolder, NoKey, ServerKey
from langbiang.foundation.signing.presence import carries_signature
from langbiang.foundation.signing.seals import (
    CannotStamp,
    NoSeal,
    SealFinding,
    StampFinding,
    judge_seal,
    judge_stamp,
    seal_digest,
    stamp_of,
    stamp_request,
)
from langbiang.foundation.signing.signatures import (
    DIGEST,
    CannotSign,
    Prepared,
    finish,
    prepare,
    sign_as_agency,
    sign_as_person,
    sign_report,
)
from langbiang.foundation.signing.strict import opens_strictly
from langbiang.foundation.signing.tokens import NoToken, TokenKey, list_keys, list_tokens, make_binding, read_binding
from langbiang.foundation.signing.verification import SignatureFinding, Verdict, verify

__all__ = [
    "DIGEST",
    "BoundCertificate",
    "CannotBind",
    "CannotPrepare",
    "CannotSign",
    "CannotStamp",
    "Certificate",
    "KeyHolder",
    "NoKey",
    "NoSeal",
    "NoToken",
    "Place",
    "Places",
    "Prepared",
    "SealFinding",
    "ServerKey",
    "SignatureFinding",
    "StampFinding",
    "TokenKey",
    "Verdict",
    "bind_certificate",
    "carries_signature",
    "check_can_take_fields",
    "drop_bound",
    "find_bound",
    "finish",
    "has_server_key",
    "judge_seal",
    "judge_stamp",
    "lay_fields",
    "list_bound",
    "list_keys",
    "list_tokens",
    "make_binding",
    "opens_strictly",
    "prepare",
    "read_binding",
    "roots_folder",
    "seal_digest",
    "server_key",
    "sign_as_agency",
    "sign_as_person",
    "sign_report",
    "signing_folder",
    "stamp_of",
    "stamp_request",
    "token_file",
    "trusted_roots",
    "verify",
    "written_day",
]

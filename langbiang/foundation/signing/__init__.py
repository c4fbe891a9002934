"""Signing: the waiting fields, the signatures of person and agency in their order, the judging of files."""

from langbiang.foundation.printing import Place
from langbiang.foundation.signing.authority import NoStamp, stamping
from langbiang.foundation.signing.expiry import (
    ROOT,
    STAMP,
    Nearness,
    Validity,
    find_validities,
    list_ending,
    list_roots,
    list_validities,
    validity_of_stamp,
)
from langbiang.foundation.signing.fields import CannotPrepare, Places, check_can_take_fields, lay_fields
from langbiang.foundation.signing.keyring import (
    roots_folder,
    server_key,
    signing_folder,
    token_file,
    trusted_roots,
    written_day,
)
from langbiang.foundation.signing.keys import Certificate, KeyHolder, NoKey, ServerKey
from langbiang.foundation.signing.lasting import CannotLast, NotYet, make_lasting
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
    "ROOT",
    "STAMP",
    "CannotLast",
    "CannotPrepare",
    "CannotSign",
    "CannotStamp",
    "Certificate",
    "KeyHolder",
    "Nearness",
    "NoKey",
    "NoSeal",
    "NoStamp",
    "NoToken",
    "NotYet",
    "Place",
    "Places",
    "Prepared",
    "SealFinding",
    "ServerKey",
    "SignatureFinding",
    "StampFinding",
    "TokenKey",
    "Validity",
    "Verdict",
    "carries_signature",
    "check_can_take_fields",
    "find_validities",
    "finish",
    "judge_seal",
    "judge_stamp",
    "lay_fields",
    "list_ending",
    "list_keys",
    "list_roots",
    "list_tokens",
    "list_validities",
    "make_binding",
    "make_lasting",
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
    "stamping",
    "token_file",
    "trusted_roots",
    "validity_of_stamp",
    "verify",
    "written_day",
]

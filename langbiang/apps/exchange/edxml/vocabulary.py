"""The names on the wire (QCVN 102:2016/BTTTT), with its own spelling, beside ours."""

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

# Element and field, in the order in which they are written.
PARTY = (
    ("OrganId", "organ_id"),
    ("OrganizationInCharge", "organization_in_charge"),
    ("OrganName", "name"),
    ("OrganAdd", "address"),
    ("Email", "email"),
    ("Telephone", "telephone"),
    ("Fax", "fax"),
    ("Website", "website"),
)
STAFF = (("Department", "department"), ("Staff", "staff"), ("Email", "email"), ("Mobile", "mobile"))

"""Root of the addresses."""

from allauth.account import views as account
from allauth.idp.oidc import views as oidc
from django.urls import include, path

from langbiang.apps.identity.interface import openid, security, sso

handler400 = "langbiang.web.views.bad_request"
handler403 = "langbiang.web.views.forbidden"
handler404 = "langbiang.web.views.not_found"
handler500 = "langbiang.web.views.fault"

# Under the names by which allauth looks for them.
provider = [
    path(".well-known/jwks.json", oidc.jwks, name="jwks"),
    path("oauth/authorize", openid.authorize, name="authorization"),
    path("oauth/userinfo", oidc.user_info, name="userinfo"),
    path("oauth/logout", openid.sign_out, name="logout"),
]

urlpatterns = [
    # Of allauth only what is offered here, under the names it asks for: no sign-up, no reset by mail until there is
    # official mail.
    path("tai-khoan/dang-nhap/", openid.leads_to_clients(account.login), name="account_login"),
    path("tai-khoan/dang-xuat/", account.logout, name="account_logout"),
    path("tai-khoan/dang-nhap/buoc-hai/", openid.leads_to_clients(security.second_step), name="mfa_authenticate"),
    path("tai-khoan/dang-nhap/khoa/", openid.leads_to_clients(security.sign_in_by_key), name="mfa_login_webauthn"),
    path("tai-khoan/dang-nhap/<slug:provider_id>/vao/", sso.login, name="openid_connect_login"),
    path("tai-khoan/dang-nhap/<slug:provider_id>/ve/", sso.callback, name="openid_connect_callback"),
    path("tai-khoan/xac-nhan/", security.confirm, name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", security.confirm_by_code, name="mfa_reauthenticate"),
    path("tai-khoan/xac-nhan/khoa/", security.confirm_by_key, name="mfa_reauthenticate_webauthn"),
    path("tai-khoan/bao-mat/ung-dung/go/", security.totp_remove, name="mfa_deactivate_totp"),
    # Its provider: tokens for programs of other systems, and sign-in for their users.
    path("oauth/token", oidc.token, name="oauth_token"),
    path(".well-known/openid-configuration", openid.discovery, name="openid_configuration"),
    path("", include(([path("", include((provider, "oidc")))], "idp"))),
    path("cong-dan/", include("langbiang.apps.identity.citizen_urls", namespace="citizen")),
    path("", include("langbiang.web.urls")),
]

"""Root of the addresses."""

from allauth.account import views as account
from allauth.idp.oidc import views as oidc
from django.urls import include, path

handler400 = "langbiang.web.views.bad_request"
handler403 = "langbiang.web.views.forbidden"
handler404 = "langbiang.web.views.not_found"
handler500 = "langbiang.web.views.fault"

urlpatterns = [
    # Of allauth only what is offered here: no sign-up, no reset by mail until there is official mail.
    path("tai-khoan/dang-nhap/", account.login, name="account_login"),
    path("tai-khoan/dang-xuat/", account.logout, name="account_logout"),
    # Of its provider only what programs of other systems need: tokens for an id and a secret.
    path("oauth/token", oidc.token, name="oauth_token"),
    path("", include("langbiang.web.urls")),
]

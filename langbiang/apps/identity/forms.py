"""Sign-in and the choice of a seat."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Sign in with the official mail address."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Địa chỉ thư công vụ"
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SeatChoiceForm(forms.Form):
    seat = forms.UUIDField()
    next = forms.CharField(required=False)

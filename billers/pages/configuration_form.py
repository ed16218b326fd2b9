"""The form of a biller's configuration. Credentials are typed in and never shown again."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from billers.connectors.registry import all_connectors, dialects_of
from billers.models import BillerConfig, Dialect
from billers.operations.checking_configs import mistakes_in
from billers.operations.config_content import FIELDS
from billers.operations.configuring import CREDENTIALS
from billers.operations.proposing import NewCredentials
from billie.web.fields import AmountField, choice_field, text_field, words_field

CURRENCY = re.compile(r"[A-Z]{3}")
MOST_CURRENCIES = 20
SECRET_LABELS = {
    "username": "User name",
    "password": "Password",
    "bearerToken": "Bearer token",
    "apiKey": "API key",
    "callbackKey": "Key that callbacks are signed with",
}
PATHS = (
    "The paths behind the base URL, as JSON. SOAP: service. ESB: accountDetails and payment, or"
    " invoice and confirmInvoice, with {account_number}. TNM: bundles, bundle, purchaseBundle."
)
RULES = (
    "As JSON: accountNumberFormat (a pattern, in RE2's syntax), accountNumberHint (what staff"
    ' read), minAmount and maxAmount ("100.00"), amount ("any", or "exact" for what is owed).'
)


class JsonField(forms.CharField):
    """A JSON object, kept as it was typed until it can be read."""

    def __init__(self, *, rows: int, **rest: Any) -> None:
        attributes = {"class": "b-input b-code", "rows": rows, "spellcheck": "false"}
        super().__init__(widget=forms.Textarea(attrs=attributes), required=False, **rest)

    def prepare_value(self, value: Any) -> Any:
        """Spell an object out; leave what was typed alone."""
        return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)

    def clean(self, value: Any) -> Any:
        """Return the object that was typed, an empty one for nothing."""
        text = str(super().clean(value) or "{}")
        try:
            found = json.loads(text)
        except json.JSONDecodeError as error:
            raise forms.ValidationError(
                f"This is no JSON: line {error.lineno}, column {error.colno}: {error.msg}."
            ) from None
        except ValueError:
            raise forms.ValidationError("A number in it is too long.") from None
        except RecursionError:
            raise forms.ValidationError("This is nested too deeply.") from None
        if not isinstance(found, dict):
            raise forms.ValidationError('Write a JSON object, such as {"amount": "any"}.')
        _check_storable(json.dumps(found, ensure_ascii=False))
        return found


def _check_storable(written: str) -> None:
    """Let JSON pass that the database can hold."""
    try:
        written.encode()
    except UnicodeEncodeError:
        raise forms.ValidationError("Half a character is in it.") from None
    if "\\u0000" in written:
        raise forms.ValidationError("Null characters cannot be kept.")


class ConfigurationForm(forms.Form):
    """All fields of a biller; `version` is the one that the form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    display_name = text_field("Shown to staff as")
    biller_name = text_field("The biller's own name")
    description = words_field("Description", most=5000)
    dialect = choice_field("Speaks", Dialect.choices)
    base_url = text_field(
        "Base URL", most=500, help_text="Where it is reached, such as https://bills.example.com."
    )
    endpoints = JsonField(label="Paths", rows=6, help_text=PATHS)
    timeout_ms = forms.IntegerField(
        label="Time-out in milliseconds", min_value=100, max_value=120_000, initial=30_000,
        help_text="For one whole call, 100 to 120 000. A payment that takes longer is unknown.",
    )  # fmt: skip
    retry_attempts = forms.IntegerField(
        label="Retries of look-ups", min_value=0, max_value=10, initial=3,
        help_text="0 to 10. A payment is sent once, whatever stands here.",
    )  # fmt: skip
    concurrency_limit = forms.IntegerField(
        label="Payments at once", min_value=1, max_value=1000, initial=8
    )
    default_currency = text_field("Currency", most=3, initial="MWK")
    supported_currencies = text_field(
        "Currencies taken", initial="MWK", help_text="Codes of three letters, with commas between."
    )
    validation_rules = JsonField(label="Rules for accounts and amounts", rows=7, help_text=RULES)
    features = JsonField(
        label="Features",
        rows=6,
        help_text="As JSON: supports… true or false, accountTypes a list.",
    )
    credit_account = text_field("Its account at core banking", most=64, required=False)
    pause_above = AmountField(
        label="Pause above unresolved",
        required=False,
        help_text="When more than this is unknown there, nothing new is started.",
    )

    def __init__(self, data: Any = None, *, config: BillerConfig | None = None) -> None:
        super().__init__(data, initial=_initial(config), auto_id="config-%s")
        if config is None:
            self._ask_for_type()
        else:
            of_type = dialects_of(config.biller_type) or tuple(Dialect)
            self.fields["dialect"].choices = [(d, Dialect(d).label) for d in of_type]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "b-input")
        for name in CREDENTIALS:
            self._ask_for_secret(name, is_kept=config is not None and name in config.credentials)

    @property
    def plain(self) -> list[forms.BoundField]:
        """Everything but the credentials, as it is shown."""
        return [field for field in self if not field.name.startswith("secret-")]

    @property
    def secrets(self) -> list[forms.BoundField]:
        """The credentials: never with a value."""
        return [field for field in self if field.name.startswith("secret-")]

    @property
    def values(self) -> dict[str, Any]:
        """What is to be kept, by column, as far as each could be read."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    @property
    def typed_secrets(self) -> dict[str, str]:
        """The credentials that were typed, by name."""
        typed = {name: self.cleaned_data.get(f"secret-{name}", "") for name in CREDENTIALS}
        return {name: value for name, value in typed.items() if value}

    @property
    def new_credentials(self) -> NewCredentials:
        """The credentials that were typed, and the names of those that are to be forgotten."""
        dropped = {name for name in CREDENTIALS if self.cleaned_data.get(f"secret-drop-{name}")}
        return NewCredentials(given=self.typed_secrets, dropped=frozenset(dropped))

    def clean(self) -> dict[str, Any]:
        """Tell what fields say together at once with what is wrong with each alone."""
        self.blame(mistakes_in(self.values))
        return self.cleaned_data

    def clean_supported_currencies(self) -> list[str]:
        """Return the codes of currencies."""
        codes = [
            code.strip().upper() for code in self.cleaned_data["supported_currencies"].split(",")
        ]
        if not all(CURRENCY.fullmatch(code) for code in codes) or len(codes) > MOST_CURRENCIES:
            raise forms.ValidationError("Write codes of three letters, such as MWK, USD.")
        return codes

    def clean_default_currency(self) -> str:
        """Return the code of a currency."""
        code: str = self.cleaned_data["default_currency"].upper()
        if not CURRENCY.fullmatch(code):
            raise forms.ValidationError("Write a code of three letters, such as MWK.")
        return code

    def blame(self, refused: Mapping[str, Iterable[str]]) -> None:
        """Put the sentences of a refusal to their fields, or on top where there is no field."""
        for name, sentences in refused.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)

    def _ask_for_type(self) -> None:
        there = set(BillerConfig.objects.values_list("biller_type", flat=True))
        types = dict.fromkeys(known for known, _dialect in all_connectors() if known not in there)
        self.fields["biller_type"] = choice_field(
            "Type",
            [(each, each) for each in types],
            error_messages={"required": "Choose one; every known type has a biller already."},
        )
        self.order_fields(["version", "biller_type"])

    def _ask_for_secret(self, name: str, *, is_kept: bool) -> None:
        label = SECRET_LABELS.get(name, name)
        self.fields[f"secret-{name}"] = forms.CharField(
            label=label, max_length=2000, required=False, strip=False,
            help_text="One is kept. Leave this empty to keep it." if is_kept else "None is kept.",
            widget=forms.PasswordInput(
                render_value=False, attrs={"class": "b-input", "autocomplete": "new-password"}
            ),
        )  # fmt: skip
        if is_kept:
            self.fields[f"secret-drop-{name}"] = forms.BooleanField(
                label=f"Forget the {label.lower()} that is kept", required=False
            )


def _initial(config: BillerConfig | None) -> dict[str, Any]:
    if config is None:
        return {"endpoints": {}, "features": {}, "validation_rules": {}}
    codes = ", ".join(config.supported_currencies)
    columns = {name: getattr(config, name) for name in FIELDS}
    return {**columns, "supported_currencies": codes, "version": config.version}

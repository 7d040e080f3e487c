"""The model of hosted forms: pages that open issues, for people without a GitLab account (docs/forms.md)."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from automation.config.base import Part, Words, as_list


class HostedForm(Part):
    """A page at /forms/<workflow> whose fields are those of the workflow; the signed form is open as well."""

    title: str = Field(description="Heading of the page: Nominate a Partner Champion.")
    intro: str = Field(default="", description="Markdown above the fields: what it is for, what becomes of the data.")
    thanks: str = Field(default="", description="Markdown on the last page: what happens next, and how soon.")
    fields: Words = Field(
        default=[],
        description="Fields that are asked for, in this order; empty: all. A required one is never left out.",
    )


def _network(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        message = "this is no address and no network such as 10.0.0.0/8"
        raise ValueError(message) from None
    return value


#: addresses and networks; one may be written without brackets
Networks = Annotated[
    list[Annotated[str, AfterValidator(_network)]],
    BeforeValidator(as_list, json_schema_input_type=list[str] | str | None),
]


class Forms(Part):
    """What all hosted forms share."""

    secret: str = Field(
        default="",
        repr=False,
        description="A long random text that signs the pages; empty: a new one at each start. All processes that "
        "answer "
        "under one address need the same.",
    )
    per_address: int = Field(default=20, ge=1, description="Forms that one address may hand in within an hour.")
    total: int = Field(default=300, ge=1, description="Forms that all together may hand in within an hour.")
    proxies: Networks = Field(
        default=[],
        description="Your reverse proxies, whose X-Forwarded-For is believed; empty: whoever connects is the sender.",
    )

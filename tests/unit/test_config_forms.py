"""What the configuration may say of forms."""

from __future__ import annotations

import pytest

from tests.unit.config_files import CONFIG, faults, load, workflow_faults

FIELDS = "fields: {Name: {required: true}, Email: {required: true}, Years: {}}\n"
PROGRAM = "program: P\nworkflows: {story: {project: product-marketing, template: Customer_Story}}\n"


def config_faults(root, text):
    """The faults of the part `forms:` of config.yml, which is line 6."""
    files = {"config.yml": f"{CONFIG}forms: {text}\n", "issue_templates/Customer_Story.md": "# Story\n"}
    return faults(root, {**files, "programs/stories.yml": PROGRAM})


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param("form: true", [], id="signed only"),
        pytest.param("form: {title: Nominate}", [], id="a page with all fields"),
        pytest.param("form: {title: Nominate, fields: [Email, Name]}", [], id="a page with some fields"),
        pytest.param(
            "form: {intro: Hello}",
            ["7:11: the key 'title' is missing. title: Heading of the page: Nominate a Partner Champion."],
            id="a page without a title",
        ),
        pytest.param(
            "form: {title: Nominate, thank: you}",
            ["7:29: unknown key (got 'thank'). Did you mean 'thanks'? Allowed: title, intro, thanks, fields."],
            id="a misspelt key",
        ),
        pytest.param(
            "form: {title: Nominate, fields: [Name, Email, Yaers]}",
            ["7:51: there is no field of this name (got 'Yaers'). Did you mean 'Years'? Known: Name, Email, Years."],
            id="a field that is not there",
        ),
        pytest.param(
            "form: {title: Nominate, fields: [Years]}",
            [
                (
                    "7:37: required fields are left out: Name, Email."
                    " Name them as well: nobody who fills the page in could add them later."
                )
            ],
            id="required fields that nobody could fill in",
        ),
    ],
)
def test_page_of_a_workflow(tmp_path, form, expected):
    """A page has a title and asks for fields that there are, the required ones among them."""
    assert workflow_faults(tmp_path, FIELDS + form) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{proxies: 10.0.0.0/8, per_address: 5}", [], id="right"),
        pytest.param("{proxies: ['2001:db8::/32', 192.0.2.7]}", [], id="several"),
        pytest.param(
            "{proxies: [localhost]}",
            ["config.yml:7:19: this is no address and no network such as 10.0.0.0/8 (got 'localhost')."],
            id="a name",
        ),
    ],
)
def test_what_forms_share(tmp_path, text, expected):
    """Proxies are addresses or networks, not names."""
    assert config_faults(tmp_path, text) == expected


def test_the_secret_comes_from_the_environment_and_shows_nowhere(tmp_path):
    """The secret is neither part of what a configuration prints nor of its digest."""
    program = {"programs/stories.yml": PROGRAM, "issue_templates/Customer_Story.md": "# Story\n"}
    files = {"config.yml": CONFIG + "forms: {secret: '${FORMS:-}'}\n", **program}
    one, other = (load(tmp_path, files, {"FORMS": secret}) for secret in ("first secret", "second secret"))
    assert (one.config.forms.secret, one.digest) == ("first secret", other.digest)
    assert "first secret" not in repr(one.config)

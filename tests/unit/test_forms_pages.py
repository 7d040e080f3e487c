"""What the pages of forms look like to browsers and to the software that reads them aloud."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from automation.config.model import Config
from automation.config.workflow import FieldSpec
from tests.fakes import CONFIG, door
from tests.forms_parts import FIELDS, OWN, PATH, THANKS, Page, Visitor
from webhooks.app import create_app

GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
PAGES = [PATH, THANKS, "/forms/", "/forms/nowhere"]


@pytest.fixture
def visitor():
    """Somebody who has not opened a page yet."""
    return Visitor()


def page_of(fields, form=True, template="Champion_Nomination", name="champion-nomination"):
    """The answers of a site with one form, as a client."""
    workflow = {"project": "champion-ops", "template": template, "fields": fields, "form": form}
    programs = {"champions": {"program": "Partner champions", "workflows": {name: workflow}}}
    config = Config.model_validate({**CONFIG, "programs": programs})
    return create_app(door(config=lambda: config)).test_client()


#: what is no language: no capitals, no spelling
CODE = {"autocapitalize": "none", "spellcheck": "false", "value": ""}


def described(number, **attributes):
    """The attributes of the field with this number, which has a hint."""
    return {"id": f"field-{number}", "aria-describedby": f"field-{number}-hint", **attributes}


class TestQuestions:
    @pytest.mark.parametrize(
        ("name", "tag", "expected"),
        [
            pytest.param("Name", "input", [described(1, type="text", required="", value="")], id="text"),
            pytest.param("Email", "input", [described(2, type="email", required="", **CODE)], id="email"),
            pytest.param("Link", "input", [described(3, type="url", **CODE)], id="url"),
            pytest.param("Day", "input", [{"id": "field-4", "type": "date", **CODE}], id="date"),
            pytest.param("Time", "input", [described(5, type="datetime-local", **CODE)], id="datetime"),
            pytest.param("Years", "input", [described(6, type="text", inputmode="decimal", **CODE)], id="number"),
            pytest.param("Sponsor", "input", [described(7, type="text", **CODE)], id="user"),
            pytest.param(
                "Endorsed",
                "input",
                [
                    {"type": "radio", "value": "Yes", "id": "field-8"},
                    {"type": "radio", "value": "No"},
                    {"type": "radio", "value": "", "checked": ""},
                ],
                id="yes_no, with a way to say nothing",
            ),
            pytest.param(
                "Region",
                "input",
                [
                    {"type": "radio", "value": "AMER", "id": "field-9", "required": ""},
                    {"type": "radio", "value": "EMEA", "required": ""},
                    {"type": "radio", "value": "APAC", "required": ""},
                ],
                id="a few choices, none of them made for people",
            ),
            pytest.param("Track", "select", [{"id": "field-10"}], id="many choices"),
            pytest.param("Level", "select", [{"id": "field-11", "required": ""}], id="many choices, one required"),
            pytest.param("Why", "textarea", [described(12, rows="5", required="")], id="several lines"),
        ],
    )
    def test_each_type_has_its_control(self, visitor, name, tag, expected):
        """People get the keyboard, the choices and the marks that fit the type of the field."""
        named = {"name": f"field:{name}"}
        found = [(kind, attributes) for kind, attributes, _ in visitor.page().named(named["name"])]
        assert found == [(tag, {**attributes, **named}) for attributes in expected]

    @pytest.mark.parametrize("kind", get_args(FieldSpec.model_fields["type"].annotation))
    def test_every_type_can_be_asked_for(self, kind):
        """No type of field leaves a page without a control for it."""
        page = Page(page_of({"Account": {"type": kind}}, {"title": "T"}).get("/forms/champion-nomination").text)
        assert page.named("field:Account") != []

    def test_lists_begin_with_nothing(self, visitor):
        """What has to be chosen asks for it; what may be left out says so."""
        assert visitor.page().texts("option") == [
            "No answer",
            *("Plan", "Code", "Test", "Deploy", "Secure", "Monitor"),
            "Choose one",
            *"ABCDEF",
        ]

    def test_hints(self, visitor):
        """A field's own hint stands before that of its type; an instant names the zone of the workflow's calendar."""
        assert visitor.page().texts("p", "hint") == [
            "full name",
            "An email address",
            "A link that begins with https://",
            "Date and time (Europe/Berlin)",
            "A number",
            "a GitLab username, such as sa-emea",
            "what they have done",
        ]

    def test_the_configuration_chooses_fields_and_their_order(self):
        """`fields:` leaves out what outsiders need not see."""
        fields = {"Account": {}, "Internal": {}, "Region": {}}
        client = page_of(fields, {"title": "T", "fields": ["Region", "Account"]})
        sent = Page(client.get("/forms/champion-nomination").text).values()
        assert [name for name in sent if name not in OWN] == ["field:Region", "field:Account"]


class TestReadAloud:
    def test_every_control_has_a_name(self, visitor):
        """Each control is labelled, each group has a legend, and what describes one is there."""
        page = visitor.page()
        ids = {found["id"] for _, found, _ in page.elements if "id" in found}
        labelled = {found["for"] for tag, found, _ in page.elements if tag == "label" and "for" in found}
        controls = [found for tag, found, _ in page.elements if tag in {"input", "select", "textarea"}]
        loose = [found for found in controls if found.get("type") not in {"radio", "hidden"}]
        described = [name for found in controls for name in found.get("aria-describedby", "").split()]
        assert ({found["id"] for found in loose}, labelled | set(described)) == (
            labelled,
            labelled | set(described) & ids,
        )
        assert page.texts("legend") == ["Endorsed", "Region"]
        assert page.texts("label", "choice") == ["Yes", "No", "No answer", "AMER", "EMEA", "APAC"]

    def test_required_is_said_in_words_too(self, visitor):
        """What is required is marked for eyes and for software, once each."""
        page = visitor.page()
        marked = {found["name"] for _, found, _ in page.elements if "required" in found}
        assert (page.texts("b", "required"), marked) == (["required"] * 5, {f"field:{name}" for name in FIELDS})

    @pytest.mark.parametrize("path", [PATH, THANKS, "/forms/"])
    def test_structure(self, visitor, path):
        """A page has a language, a title, one main part and one first heading, and no id twice."""
        page = visitor.page(path)
        ids = [found["id"] for _, found, _ in page.elements if "id" in found]
        counts = [page.tags().count(tag) for tag in ("main", "h1", "title")]
        assert (page.having(lang="en") != [], counts, len(ids) - len(set(ids))) == (True, [1, 1, 1], 0)

    def test_faults_are_linked_described_and_focused(self, visitor):
        """After a fault the summary has the focus, leads to each field, and the field says what is wrong."""
        answer = visitor.send({**FIELDS, "Email": "nobody", "Region": ""})
        page = Page(answer.text)
        assert page.texts("title") == ["Not sent yet: Nominate somebody"]
        assert page.having(role="alert", tabindex="-1", autofocus="") != []
        assert [found["href"] for tag, found, _ in page.elements if tag == "a"][:2] == ["#field-2", "#field-9"]
        (email,) = page.having(id="field-2")
        assert (email["aria-invalid"], email["aria-describedby"]) == ("true", "field-2-hint field-2-fault")
        assert page.having(id="field-2-fault") != []
        (group,) = [found for tag, found, _ in page.elements if tag == "fieldset" and found]
        assert (group, page.having(id="field-9")[0]["value"]) == ({"aria-describedby": "field-9-fault"}, "AMER")
        assert page.texts("p", "fault") == ["Email must be an email address.", "Region is missing."]


class TestTexts:
    def test_texts_of_the_configuration_are_markdown(self, visitor):
        """Emphasis and links work; HTML is text."""
        text = visitor.client.get(PATH).text
        assert '<a href="https://champions.example/data">how</a>' in text
        assert ("<strong>not public</strong>" in text, "&lt;script&gt;" in text, "<script" in text) == (
            True,
            True,
            False,
        )
        assert "<em>five</em>" in visitor.client.get(THANKS).text

    @pytest.mark.parametrize(
        "text", ["[x](javascript:alert(1))", "![x](https://tracker.example/x.png)", "<img src=x onerror=alert(1)>"]
    )
    def test_texts_of_the_configuration_run_and_load_nothing(self, text):
        """Neither a careless link nor an image makes a page act or load from elsewhere."""
        client = page_of({"Account": {}}, {"title": text, "intro": text, "thanks": text})
        for path in ("/forms/", "/forms/champion-nomination", "/forms/champion-nomination/thanks"):
            page = Page(client.get(path).text)
            assert ("img" in page.tags(), [link for link in page.having() if "javascript" in str(link)]) == (False, [])

    def test_nothing_is_said_of_the_issue(self, visitor):
        """Who hands in learns no number, project or address of the issue."""
        visitor.send()
        text = visitor.client.get(THANKS).text
        assert ("gitlab-com" in text, "#" in text, "stories" in text) == (False, False, False)

    def test_a_hint_is_shown_as_it_is(self):
        """Whatever stands in names, hints and choices of fields is text."""
        hostile = "\"><script>alert(1)</script>'&"
        fields = {hostile: {"hint": hostile, "required": True}, "List": {"one_of": [hostile, *"BCDEF"]}}
        page = Page(page_of(fields, {"title": hostile}).get("/forms/champion-nomination").text)
        assert ("script" in page.tags(), page.texts("h1"), page.texts("p", "hint")) == (False, [hostile], [hostile])
        assert (f"field:{hostile}" in page.values(), page.texts("option")[1]) == (True, hostile)


class TestAddresses:
    def test_the_list_names_every_page(self, visitor):
        """/forms and /forms/ list the forms that have a page, and no others."""
        for path in ("/forms", "/forms/"):
            links = [found["href"] for tag, found, _ in visitor.page(path).elements if tag == "a"]
            assert links == ["/forms/nomination", "/forms/short"]

    @pytest.mark.parametrize("form", [True, False])
    def test_nothing_is_open_by_default(self, form):
        """Without a page there is neither a list nor a form, whatever is signed."""
        client = page_of({"Account": {}}, form)
        paths = (
            "/forms/",
            "/forms/champion-nomination",
            "/forms/Champion_Nomination",
            "/forms/champion-nomination/thanks",
        )
        answers = [client.get(path) for path in paths]
        assert [(answer.status_code, Page(answer.text).texts("h1")) for answer in answers] == [
            (404, ["This did not work"])
        ] * 4

    def test_the_name_of_the_template_leads_to_the_form(self):
        """Whoever knows the template finds the page, without a word about the host."""
        answer = page_of({"Account": {}}, {"title": "T"}).get("/forms/Champion_Nomination")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/forms/champion-nomination")

    def test_a_template_of_several_forms_leads_nowhere(self, visitor):
        """Two forms make their issues from the same template: which one is meant nobody knows."""
        assert visitor.client.get("/forms/Story").status_code == 404

    def test_the_style_is_below_the_same_address(self, visitor):
        """One address to pass on: the page loads one file, and that is below /forms/."""
        (link,) = visitor.page().having(rel="stylesheet")
        with visitor.client.get(link["href"]) as answer:
            assert (link["href"].startswith("/forms/"), answer.status_code, answer.mimetype) == (True, 200, "text/css")


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_guarded(visitor, path):
    """Whatever the page, it runs nothing, loads its own style alone, and is framed and stored by nobody."""
    answer = visitor.client.get(path)
    assert {name: answer.headers.get(name) for name in GUARDS} == GUARDS
    assert re.findall(r"\s(?:style|on\w+)=|<style|<script|=.https?://(?!champions.example)", answer.text) == []
    assert "Set-Cookie" not in answer.headers


def test_pages_answer_under_any_name(visitor):
    """The proxy before them has a name of its own; what the dashboard refuses goes through."""
    assert visitor.client.get(PATH, headers={"Host": "forms.champions.example"}).status_code == 200


def test_no_value_is_taken_from_the_address(visitor):
    """What stands behind the ? is ignored, so nobody makes links with somebody's data in them."""
    assert "Sample" not in visitor.client.get(f"{PATH}?Name=Sample&field:Name=Sample").text

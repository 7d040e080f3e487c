"""No fault and no representation of a configuration shows a secret."""

from __future__ import annotations

import pytest

from automation.config.faults import ConfigFaults
from automation.config.model import Config
from tests.unit.config_files import load

SECRET = "glpat-Zq8vT3xWn5"


@pytest.mark.parametrize(
    "config",
    [
        pytest.param("gitlab: SECRET", id="a token in place of the section"),
        pytest.param("gitlab: {tokn: SECRET}", id="a token under a misspelt key"),
        pytest.param("gitlab: {token: [SECRET]}", id="a token in a list"),
        pytest.param("gitlab: {token: {SECRET}}", id="a token as a key"),
        pytest.param("gitlab: {SECRET: x}", id="a token as an unknown key"),
        pytest.param("gitlab: {timeout: SECRET}", id="a token where a number belongs"),
        pytest.param("gitlab: {webhook: {SECRET}}", id="a token in place of a list of tokens"),
        pytest.param("gitlab: {webhook: {secret_tokens: [[SECRET]]}}", id="a webhook token in a list"),
        pytest.param("intake: {signing_tokens: {a: SECRET}}", id="an intake token in a mapping"),
        pytest.param("channels: {news: [SECRET]}", id="the address of a channel"),
        pytest.param("channels: SECRET", id="the address without a name"),
        pytest.param("gitlab: {token: SECRET, token: SECRET}", id="a token twice"),
        pytest.param("gitlab: {token: !!int SECRET}", id="a token with a wrong tag"),
        pytest.param("gitlab: {token: SECRET", id="a token in a file that is not YAML"),
        pytest.param("gitlab: {token: '${SECRET'}", id="a token as a name that is not closed"),
        pytest.param("gitlab: {token: '${SECRET}'}", id="a token as the name of a variable"),
        pytest.param("SECRET", id="a token alone"),
        pytest.param("spam_links: ${TOKEN}", id="a variable where a number belongs"),
        pytest.param("calendar: {timezone: '${TOKEN}'}", id="a variable that is not understood"),
        pytest.param("calendar: ${TOKEN}", id="a variable in place of a section"),
        pytest.param("needs_info_due: ${TOKEN}", id="a variable as a due date"),
        pytest.param("projects: {a: '${TOKEN}'}", id="a variable as a path"),
        pytest.param("projects: {a: {path: x/y, visibility: '${TOKEN}'}}", id="a variable as a listed value"),
        pytest.param("routing: {t: {r: '${TOKEN}'}}", id="a variable as a person"),
        pytest.param("messages: {m: {text: x, mention: '${TOKEN}'}}", id="a variable as an addressee"),
        pytest.param("include: ['${TOKEN}', '../${TOKEN}']", id="a variable as a pattern"),
        pytest.param("templates: ../${TOKEN}", id="a variable as a folder"),
        pytest.param("values: {a: '${TOKEN}${NONE}'}", id="a variable beside one that is not set"),
    ],
)
def test_no_fault_shows_a_secret(tmp_path, config):
    """Neither what stands where tokens belong, nor what a variable holds, is in the text or the JSON of a fault."""
    text = config.replace("SECRET", SECRET).replace(f"${{{SECRET}}}", "${A-" + SECRET + "}")

    with pytest.raises(ConfigFaults) as refused:
        load(tmp_path, {"config.yml": text + "\n"}, {"TOKEN": SECRET})

    assert refused.value.faults
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value.as_json())


def test_no_representation_shows_a_secret(tmp_path):
    """What a log or a traceback may print of a configuration holds no token and no address."""
    config = (
        "gitlab: {token: '${TOKEN}', webhook: {signing_tokens: '${TOKEN}', secret_tokens: ['${TOKEN}']}}\n"
        "intake: {signing_tokens: ['${TOKEN}']}\nchannels: {news: 'slack://${TOKEN}'}\n"
    )

    loaded = load(tmp_path, {"config.yml": config.replace("${TOKEN}", SECRET)})

    assert loaded.config.gitlab.token == SECRET
    assert SECRET not in repr(loaded)
    assert SECRET not in str(loaded.config)
    assert SECRET not in repr(loaded.sources)


def test_a_token_that_is_not_set_is_no_token():
    """An empty variable never becomes a token that everybody knows."""
    webhook = Config.model_validate({"gitlab": {"webhook": {"signing_tokens": ["", "whsec_a"], "secret_tokens": ""}}})

    assert webhook.gitlab.webhook.signing_tokens == ["whsec_a"]
    assert webhook.gitlab.webhook.secret_tokens == []

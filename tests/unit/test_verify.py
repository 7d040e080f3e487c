"""Who is believed at the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes import FORM_TOKEN, NOW, SECRET_TOKEN, SIGNING_TOKEN
from webhooks.verify import Credentials, Refusal, refusal, sign, signature_refusal, token_matches

BODY = b'{"object_kind": "issue"}'
SIGNED = sign(SIGNING_TOKEN, "k-001", NOW, BODY)
GIVEN = Credentials(
    id=b"k-001", timestamp=SIGNED["webhook-timestamp"].encode(), signature=SIGNED["webhook-signature"].encode()
)


def verdict(given: Credentials, body: bytes = BODY, now: datetime = NOW) -> Refusal | None:
    """What a door with one token of each kind says."""
    return refusal(given, body, signing=[SIGNING_TOKEN], secret=[SECRET_TOKEN], now=now)


class TestSignature:
    def test_the_published_vector_verifies(self):
        """The example of Standard Webhooks verifies and is what we would sign ourselves (gitlab.md §1.2)."""
        token, body, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}', 1614265330
        headers = {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }
        given = Credentials(
            id=headers["webhook-id"].encode(), timestamp=b"1614265330", signature=headers["webhook-signature"].encode()
        )
        now = datetime.fromtimestamp(at, UTC)
        assert signature_refusal(given, body, [token], now) is None
        assert sign(token, headers["webhook-id"], now, body) == headers

    @pytest.mark.parametrize(
        "tokens",
        [
            pytest.param([SIGNING_TOKEN], id="the only token"),
            pytest.param([FORM_TOKEN, SIGNING_TOKEN], id="a new token stands before the old one"),
            pytest.param([SIGNING_TOKEN, FORM_TOKEN], id="a new token stands after the old one"),
            pytest.param(["", "whsec_", "whsec_!", "plain", "whsec_ü", SIGNING_TOKEN], id="others are no tokens"),
        ],
    )
    def test_any_of_our_tokens_may_have_signed(self, tokens):
        """While a token is being replaced, both are valid; what is no token harms none of the others."""
        assert signature_refusal(GIVEN, BODY, tokens, NOW) is None

    @pytest.mark.parametrize(
        "signature",
        [
            pytest.param(b"v1,AAAA " + GIVEN.signature, id="behind another one"),
            pytest.param(GIVEN.signature + b" v1,AAAA", id="before another one"),
            pytest.param(b"v2,AAAA\t " + GIVEN.signature + b"  ", id="beside a version that we do not know"),
        ],
    )
    def test_one_of_several_signatures_is_enough(self, signature):
        """A sender that replaces its token signs with both (gitlab.md §1.2)."""
        assert verdict(replace(GIVEN, signature=signature)) is None

    @pytest.mark.parametrize(
        ("given", "body"),
        [
            pytest.param(GIVEN, BODY + b" ", id="another body"),
            pytest.param(replace(GIVEN, id=b"k-002"), BODY, id="another id"),
            pytest.param(replace(GIVEN, id=None), BODY, id="no id"),
            pytest.param(replace(GIVEN, id=b""), BODY, id="empty id"),
            pytest.param(replace(GIVEN, timestamp=b"1799658931"), BODY, id="another time"),
            pytest.param(replace(GIVEN, timestamp=None), BODY, id="no time"),
            pytest.param(replace(GIVEN, timestamp=b""), BODY, id="empty time"),
            pytest.param(replace(GIVEN, timestamp=b"-1"), BODY, id="negative time"),
            pytest.param(replace(GIVEN, timestamp=b"1e9"), BODY, id="time in another notation"),
            pytest.param(replace(GIVEN, timestamp=b" " + GIVEN.timestamp), BODY, id="time with a space"),
            pytest.param(replace(GIVEN, timestamp=b"9" * 400), BODY, id="time beyond numbers"),
            pytest.param(replace(GIVEN, timestamp="١٦".encode()), BODY, id="time in other digits"),
            pytest.param(replace(GIVEN, signature=b""), BODY, id="empty signature"),
            pytest.param(replace(GIVEN, signature=b"v1,"), BODY, id="version alone"),
            pytest.param(replace(GIVEN, signature=GIVEN.signature[3:]), BODY, id="no version"),
            pytest.param(replace(GIVEN, signature=GIVEN.signature.replace(b"v1,", b"v1a,")), BODY, id="v1a"),
            pytest.param(replace(GIVEN, signature=GIVEN.signature[:-1]), BODY, id="cut"),
            pytest.param(replace(GIVEN, signature=b"\xff\x00 \xfe"), BODY, id="bytes"),
        ],
    )
    def test_what_was_not_signed_so_is_refused(self, given, body):
        """Id, time, body and signature are believed only as they were signed; malformed ones are just wrong."""
        assert verdict(given, body) is Refusal.WRONG_SIGNATURE

    def test_a_full_stop_in_the_id_shifts_nothing(self):
        """Parts that are joined to the same text as signed ones do not pass for them."""
        body = b"1799658930.{}"
        stamp = str(int(NOW.timestamp())).encode()
        signature = sign(SIGNING_TOKEN, "k", NOW, body)["webhook-signature"].encode()
        shifted = Credentials(id=b"k." + stamp, timestamp=b"1799658930", signature=signature)
        assert verdict(shifted, b"{}") is Refusal.WRONG_SIGNATURE

    @pytest.mark.parametrize(
        ("seconds", "expected"),
        [
            pytest.param(0, None, id="now"),
            pytest.param(300, None, id="the oldest that counts"),
            pytest.param(301, Refusal.STALE_SIGNATURE, id="a recording"),
            pytest.param(-300, None, id="the sender's clock is ahead"),
            pytest.param(-301, Refusal.STALE_SIGNATURE, id="signed for later"),
        ],
    )
    def test_a_signature_holds_for_five_minutes(self, seconds, expected):
        """What was recorded cannot be sent again later, and clocks may differ a little."""
        assert verdict(GIVEN, now=NOW + timedelta(seconds=seconds)) is expected

    @pytest.mark.parametrize("token", ["", "whsec_", "whsec_AAA", "AAAA", "whsec_ü"])
    def test_what_is_no_token_signs_nothing(self, token):
        """A variable that was left empty does not become a key that everybody knows."""
        with pytest.raises(ValueError, match="whsec_"):
            sign(token, "k-001", NOW, BODY)

    def test_an_id_with_a_full_stop_is_not_signed(self):
        """Clients learn of it before the door refuses them."""
        with pytest.raises(ValueError, match="full stop"):
            sign(SIGNING_TOKEN, "k.001", NOW, BODY)


class TestToken:
    @pytest.mark.parametrize(
        ("given", "tokens", "expected"),
        [
            pytest.param(b"one", ["one"], True, id="ours"),
            pytest.param(b"two", ["one", "two"], True, id="one of ours"),
            pytest.param("größer".encode(), ["größer"], True, id="beyond ASCII"),
            pytest.param(b"\xff", ["\udcff"], True, id="bytes of the environment that are no text"),
            pytest.param(b"three", ["one", "two"], False, id="a stranger's"),
            pytest.param(b"on", ["one"], False, id="cut"),
            pytest.param(b"One", ["one"], False, id="other case"),
            pytest.param(b"", ["one"], False, id="empty"),
            pytest.param(b"", [""], False, id="empty, as a variable left empty is"),
            pytest.param(b"one", [], False, id="none is configured"),
        ],
    )
    def test_a_token_is_one_of_ours_or_is_refused(self, given, tokens, expected):
        """X-Gitlab-Token counts byte by byte, and nothing is no token (rules.md G01)."""
        assert token_matches(given, tokens) is expected


class TestBoth:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            pytest.param(Credentials(), Refusal.NO_CREDENTIALS, id="nothing"),
            pytest.param(Credentials(id=b"k-001", timestamp=b"1"), Refusal.NO_CREDENTIALS, id="no signature, no token"),
            pytest.param(Credentials(token=SECRET_TOKEN.encode()), None, id="token alone"),
            pytest.param(Credentials(token=b"x"), Refusal.WRONG_TOKEN, id="wrong token alone"),
            pytest.param(GIVEN, None, id="signature alone"),
            pytest.param(replace(GIVEN, token=b"x"), None, id="signature, and the token of another time"),
            pytest.param(
                replace(GIVEN, signature=b"v1,AAAA", token=SECRET_TOKEN.encode()),
                Refusal.WRONG_SIGNATURE,
                id="the token does not make up for a wrong signature",
            ),
            pytest.param(
                replace(GIVEN, signature=b"", token=SECRET_TOKEN.encode()),
                Refusal.WRONG_SIGNATURE,
                id="nor for an empty one",
            ),
        ],
    )
    def test_a_signature_that_is_there_must_verify(self, given, expected):
        """The token counts only where there is no signature (gitlab.md §1.2)."""
        assert verdict(given) is expected

    def test_nothing_is_believed_where_nothing_is_configured(self):
        """Without tokens of our own the door is shut, not open."""
        nothing = [refusal(given, BODY, signing=[], secret=[], now=NOW) for given in (GIVEN, Credentials(token=b""))]
        assert nothing == [Refusal.WRONG_SIGNATURE, Refusal.WRONG_TOKEN]

    def test_a_token_is_not_shown(self):
        """What is printed of the headers does not hold the secret."""
        assert SECRET_TOKEN not in repr(Credentials(token=SECRET_TOKEN.encode()))

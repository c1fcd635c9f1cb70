"""Codes, who is counted, what promotion cost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import promotion

TODAY = date(2026, 11, 24)
PEOPLE = (
    (
        "Mozilla/5.0 (Linux; Android 8.1.0; Redmi 5A) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/120.0.0.0 Mobile Safari/537.36"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 "
        "Instagram 300.0.0.18.111"
    ),
    (
        "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/110.0 Mobile Safari/537.36 "
        "[FB_IAB/FB4A;FBAV/400.0.0.0;]"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Opera/9.80 (Android; Opera Mini/36.2/191.249; U; id) Presto/2.12.423 Version/12.16",
    "Mozilla/5.0 (Linux; U; Android 9; id-ID) UCBrowser/13.4.0.1306 Mobile Safari/537.36",
)
PROGRAMS = (
    "", "   ", "WhatsApp/2.23.20.0 A", "WhatsApp/2.2412.54 W",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "Facebot",
    "TelegramBot (like TwitterBot)", "Twitterbot/1.0", "Slackbot-LinkExpanding 1.0",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0)", "Mozilla/5.0 (compatible; Googlebot/2.1)",
    "Mozilla/5.0 (compatible; bingbot/2.0)", "SkypeUriPreview Preview/0.5", "curl/8.5.0",
    "python-requests/2.31", "Wget/1.21", "Go-http-client/2.0", "okhttp/4.9.3",
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", "Chrome-Lighthouse",
    "meta-externalagent/1.1", "Google-InspectionTool/1.0", "facebookcatalog/1.0",
)  # fmt: skip


@given(st.integers(min_value=0, max_value=promotion.CODES - 1))
def test_every_number_is_a_code_that_reads_back(number: int) -> None:
    """Codes are six plain signs, one for each number, also in capitals and with a stop behind."""
    code = promotion.code_from(number)
    assert promotion.read_code(code) == code
    assert promotion.read_code(f" {code.upper()}). ") == code
    assert not set(code) & set("aeiou01l")
    other = promotion.code_from((number + 1) % promotion.CODES)
    assert other != code


@given(st.text())
def test_what_is_no_code_is_empty(text: str) -> None:
    """Whatever is typed, the answer is a code or nothing."""
    read = promotion.read_code(text)
    assert read == "" or promotion.read_code(read) == read


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_counted(agent: str) -> None:
    """Browsers of cheap phones and those inside chats are people."""
    assert promotion.is_counted({"User-Agent": agent})


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_not_counted(agent: str) -> None:
    """Fetchers of previews, robots and scripts are no people."""
    assert not promotion.is_counted({"User-Agent": agent})


@pytest.mark.parametrize(
    ("name", "told"),
    [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch"),
     ("X-Purpose", "preview")],
)  # fmt: skip
def test_what_is_fetched_ahead_is_not_counted(name: str, told: str) -> None:
    """A page a browser fetches before anybody asked is no visit."""
    assert not promotion.is_counted({"User-Agent": PEOPLE[0], name: told})


def test_the_code_is_read_from_our_own_pages_only() -> None:
    """Another site's address tells nothing, whatever its parameters say."""
    page = "https://pasar.example/produk/tikar/?bahasa=en&x=bcdfgh"
    assert promotion.code_in(page, "pasar.example") == "bcdfgh"
    assert promotion.code_in(page, "lain.example") == ""
    assert promotion.code_in("https://pasar.example/produk/tikar/", "pasar.example") == ""
    assert promotion.code_in("https://[", "pasar.example") == ""
    assert promotion.code_in(page + "y" * 3000, "pasar.example") == ""
    many = "https://pasar.example/?" + "&".join(f"a{n}=1" for n in range(50)) + "&x=bcdfgh"
    assert promotion.code_in(many, "pasar.example") == ""


def test_cost_per_order_as_in_the_definitions() -> None:
    """domain.md section 15: ads 300,000 / 12 = 25,000; stand and transport over 40 = 22,500."""
    assert promotion.cost_per_order(300_000, 12) == 25_000
    assert promotion.cost_per_order(750_000 + 150_000, 40) == 22_500
    assert promotion.cost_per_order(100, 0) is None
    assert promotion.cost_per_order(100, 3) == 33
    assert promotion.cost_per_order(101, 2) == 51
    assert promotion.return_on_spend(900_000, 300_000) == 3
    assert promotion.return_on_spend(900_000, 0) is None
    assert promotion.money_and_hours([("IKLAN", 5), ("JAM", 7), ("STAN", 1)]) == (6, 7)


def test_own_hours_are_worth_hours_times_value() -> None:
    """Three and a half hours at 8,000 are 28,000; half a rupiah goes up."""
    told = promotion.check_spending(
        "JAM", None, TODAY, today=TODAY, minutes=210, hourly_value=8_000
    )
    assert told.amount == 28_000
    odd = promotion.check_spending("JAM", None, TODAY, today=TODAY, minutes=1, hourly_value=30)
    assert odd.amount == 1


@pytest.mark.parametrize(
    ("kind", "amount", "on", "minutes", "value", "code"),
    [
        ("BUNGA", 5, TODAY, None, None, "kind"),
        ("IKLAN", None, TODAY, None, None, "amount"),
        ("IKLAN", 0, TODAY, None, None, "amount"),
        ("IKLAN", 10**10, TODAY, None, None, "amount"),
        ("IKLAN", 5, date(2026, 11, 25), None, None, "spent_on"),
        ("IKLAN", 5, date(1999, 1, 1), None, None, "spent_on"),
        ("JAM", 5, TODAY, None, 8_000, "minutes"),
        ("JAM", 5, TODAY, 60, None, "hourly_value"),
    ],
)
def test_slips_are_named_by_their_field(
    kind: str, amount: int | None, on: date, minutes: int | None, value: int | None, code: str
) -> None:
    """What cannot be is said at its field."""
    with pytest.raises(Refusal) as refused:
        promotion.check_spending(kind, amount, on, today=TODAY, minutes=minutes, hourly_value=value)
    assert refused.value.code == code


def test_hours_are_read_as_people_write_them() -> None:
    """With comma or point, as whole minutes; anything else is asked again."""
    read = {"3": 180, "1,5": 90, "0.25": 15, "1,05": 63, " 2 ": 120, "": None}
    assert {typed: promotion.minutes_of(typed) for typed in read} == read
    for typed in ("satu", "-1", "1.555", "9999", "1,5 jam"):
        with pytest.raises(Refusal):
            promotion.minutes_of(typed)

"""The kept map: every row has its source, every pattern is exact, everything on record is on it."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from support import identity_maps

from tracker import identity
from tracker.identity import curated, subjects
from tracker.identity.subjects import WEIGHTS

HEADERS = {
    "authors.csv": "author name name_zh company country since until source checked",
    "models.csv": "pattern family country weights since until source checked",
    "aliases.csv": "name model revealed kind source checked",
}
COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
MONTH, DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
A_DATE = f"(-[0-9]{{4}}{MONTH}{DAY}|-[0-9]{{4}}-{MONTH}-{DAY}|-{MONTH}-{DAY}|-{MONTH}{DAY})?"
NAMES_OF_COUNTRIES = {
    "China": "CN", "United States": "US", "France": "FR", "Canada": "CA", "Germany": "DE",
    "Unknown": "unknown",
}  # fmt: skip
DISAGREEMENTS = Path(__file__).parent / "disagreements.csv"

# The tables as written.


@pytest.mark.parametrize("name", HEADERS)
def test_every_row_says_where_it_is_from_and_when_it_was_checked(name: str) -> None:
    rows = identity_maps.kept(name)
    assert list(rows[0]) == HEADERS[name].split()
    for row in rows:
        cells = [*row.values()]
        assert None not in cells, f"too few fields: {row}"
        assert None not in row, f"too many fields: {row}"
        assert cells == [cell.strip() for cell in cells], row
        assert row["source"], row
        assert date(2026, 1, 1) <= date.fromisoformat(row["checked"]), row


@pytest.mark.parametrize(("name", "key"), [("authors.csv", "author"), ("models.csv", "pattern")])
def test_the_rows_of_one_key_tile_all_time(name: str, key: str) -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in identity_maps.kept(name):
        spans.setdefault(row[key], []).append((row["since"], row["until"]))
    for named, found in spans.items():
        found.sort()
        assert (found[0][0], found[-1][1]) == ("", ""), f"{named} has a beginning or an end"
        for (since, until), (after, _) in pairwise(found):
            assert since < until == after, f"{named} has a gap, or two answers at once"
            assert str(date.fromisoformat(until)) == until


def test_countries_are_iso_codes_or_unknown() -> None:
    authors = {row["country"] for row in identity_maps.kept("authors.csv")}
    models = {row["country"] for row in identity_maps.kept("models.csv")} - {""}
    assert len(COUNTRIES.split()) == 249
    assert authors | models <= {*COUNTRIES.split(), "unknown"}


def test_weights_are_open_closed_or_unknown() -> None:
    assert {row["weights"] for row in identity_maps.kept("models.csv")} == {*WEIGHTS}


def test_a_pattern_is_a_name_and_at_most_a_date_at_its_end() -> None:
    for row in identity_maps.kept("models.csv"):
        stem = row["pattern"].removesuffix(curated.ANY_DATE)
        assert re.fullmatch(r"([A-Za-z0-9-]+/)?[A-Za-z0-9._-]+", stem), row
        assert re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", row["family"]), row


def test_a_pattern_has_one_family_and_the_author_of_the_family_a_country() -> None:
    families: dict[str, set[str]] = {}
    for row in identity_maps.kept("models.csv"):
        families.setdefault(row["pattern"], set()).add(row["family"])
        assert curated.author(identity.author(row["family"])), row
    assert {len(found) for found in families.values()} == {1}


# Everything on record.


def expressions() -> dict[str, re.Pattern[str]]:
    stems = {
        row["pattern"]: row["pattern"].removesuffix("{date}")
        for row in identity_maps.kept("models.csv")
    }
    return {
        pattern: re.compile(re.escape(stem) + (A_DATE if stem != pattern else ""))
        for pattern, stem in stems.items()
    }


def check(slugs: frozenset[str]) -> set[str]:
    """Check names and return the patterns that matched.

    Every name is on the map by one pattern, which is the one that the code finds, and its author is
    too.
    """
    known, rows = expressions(), identity_maps.kept("models.csv")
    families = {row["pattern"]: row["family"] for row in rows}
    authors = {row["author"] for row in identity_maps.kept("authors.csv")}
    met = set()
    for model in sorted({identity.model(slug) for slug in slugs}):
        found = [pattern for pattern, name in known.items() if name.fullmatch(model)]
        assert len(found) == 1, f"{model} matches {found}"
        assert {row.family for row in curated.model(model)} == {families[found[0]]}, model
        assert identity.on_map(model), model
        assert identity.author(model) in authors, model
        met.add(found[0])
    return met


def test_every_slug_in_the_bundled_history_is_on_the_map_once() -> None:
    assert len(identity_maps.mattering()) > 350
    assert len(check(identity_maps.mattering())) > 200


def test_every_slug_in_the_recorded_data_is_on_the_map_once(shared: Path) -> None:
    slugs = identity_maps.recorded(shared)
    assert len(slugs) > 800
    on_map = {slug for slug in identity_maps.bundled() if identity.on_map(slug)}
    met = check(slugs | identity_maps.mattering() | on_map)
    spoken = {row["model"] for row in identity_maps.kept("aliases.csv")}
    unmet = {row["pattern"].removesuffix("{date}") for row in identity_maps.kept("models.csv")
             if row["pattern"] not in met}  # fmt: skip
    assert unmet <= spoken, "a row that nothing on record and nobody's name needs is a slip"


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("a/x", True),
        ("a/x-20260423", True),
        ("a/x-2026-04-23", True),
        ("a/x-04-23", True),
        ("a/x-0423", True),
        ("a/x-20261323", False),
        ("a/x-20260400", False),
        ("a/x-1332", False),
        ("a/x-0423-0424", False),
        ("a/x-20260423-preview", False),
        ("a/x0423", False),
        ("a/x-٠٤٢٣", False),
        ("a/y-0423", True),
        ("a/y", False),
        ("a/y-0424", False),
        ("A/x", False),
    ],
)
def test_a_date_at_the_end_stands_for_nothing_or_for_one_date(name: str, there: bool) -> None:
    with identity_maps.instead(
        models="""
            pattern     family  country  weights  since  until
            a/x{date}   a/x     .        open     .      .
            a/y-0423    a/y     .        open     .      .
        """
    ):
        assert identity.on_map(name) is there
        assert identity.on_map(f"{name}:free") is there


def test_a_row_for_the_very_name_goes_before_one_for_any_date() -> None:
    with identity_maps.instead(
        models="""
            pattern     family  country  weights  since  until
            a/x{date}   a/x     .        open     .      .
            a/x-0423    a/other .        closed   .      .
        """
    ):
        assert identity.entity("a/x-0423", "family") == "a/other"
        assert identity.entity("a/x-0424", "family") == "a/x"


# Names.


def test_every_name_leads_to_something_that_exists() -> None:
    targets = {row["model"] for row in identity_maps.kept("aliases.csv")} - {""}
    assert len(targets) > 200
    for target in targets:
        subjects.find(target, identity_maps.bundled())


def test_no_name_is_said_twice_of_the_same() -> None:
    said = [(row["kind"], row["name"], row["model"]) for row in identity_maps.kept("aliases.csv")]
    assert len(said) == len(set(said))
    assert {kind for kind, _, _ in said} == {"name", "stealth"}


def test_names_that_differ_in_capitals_or_hyphens_mean_the_same() -> None:
    meant: dict[str, set[tuple[str, ...]]] = {}
    for name, targets in curated.names().items():
        meant.setdefault(subjects._plain(name), set()).add(tuple(sorted(targets)))
    assert {name: found for name, found in meant.items() if len(found) > 1} == {}


def test_a_stealth_model_is_revealed_on_a_day_as_a_model_on_the_map_or_not_at_all() -> None:
    rows = [row for row in identity_maps.kept("aliases.csv") if row["kind"] == "stealth"]
    assert len(rows) == len({row["name"] for row in rows}) >= 20
    for row in rows:
        assert identity.author(row["name"]) in ("openrouter", "stealth"), row
        assert bool(row["model"]) == bool(row["revealed"]), row
        if row["model"]:
            assert curated.model(row["model"]), row
            assert identity.author(row["model"]) not in ("openrouter", "stealth"), row
            assert str(date.fromisoformat(row["revealed"])) == row["revealed"], row
    spoken = [row for row in identity_maps.kept("aliases.csv") if row["kind"] == "name"]
    assert not [row for row in spoken if row["revealed"]]


def test_every_stealth_slug_on_record_is_said_to_be_one() -> None:
    hidden = {
        slug
        for slug in identity_maps.bundled()
        if identity.author(slug) in ("openrouter", "stealth")
    }
    assert len(hidden) >= 18
    named = {identity.model(slug) for slug in hidden}
    assert named - {*curated.stealth()} == {"openrouter/bodybuilder"}, "which is a router"


# Beside another's map.


def test_disagreements_with_another_classification_are_listed_with_their_reasons(
    shared: Path,
) -> None:
    """IAPS-AI classified the models of 2026-08-22 by themselves; ours is today's answer."""
    theirs = json.loads((shared / "data/reference/model-classification.json").read_bytes())[
        "models"
    ]
    assert len(theirs) > 300
    found = {
        (row["base"], f"{level} {identity.entity(row['base'], level)}", f"{level} {said}")
        for row in theirs
        for level, said in (
            ("country", NAMES_OF_COUNTRIES[row["origin_country"]]),
            ("weights", row["weights"]),
        )
        if identity.entity(row["base"], level) != said
    }
    with DISAGREEMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    listed = {(row["model"], row["ours"], row["theirs"]) for row in rows}
    assert found - listed == set(), "not listed"
    assert listed - found == set(), "listed and no longer so"
    assert len(listed) == len(rows)
    assert all(row["why"] for row in rows)

"""Rules for every page: links, no outside requests, accessibility without a script, and sources."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup, Tag
from support.hostile_weeks import HOSTILE, MISSING, RUNNING, UNRANKED, WEEKS
from support.sample_boards import WEEK, put_week, without_history

from tracker.publish.site import weeks
from tracker.publish.site.build import CHARTS, chart_colours
from tracker.publish.site.data import record as recorded
from tracker.publish.site.render import PAGES, POLICY
from tracker.records import OTHER, Question
from tracker.store import Store
from tracker.weeks import label

ADDRESSES = ("href", "src", "action", "srcset", "poster", "data", "xlink:href")


@pytest.fixture(scope="session")
def pages(folder: Path) -> dict[str, BeautifulSoup]:
    result = {
        file.relative_to(folder).as_posix(): BeautifulSoup(file.read_bytes(), "html.parser")
        for file in sorted(folder.rglob("*.html"))
    }
    assert len(result) > len(PAGES) + len(HOSTILE)
    return result


def one(page: BeautifulSoup, selector: str) -> Tag:
    (tag,) = page.select(selector)
    return tag


def test_every_page_that_is_linked_from_all_is_there(pages: dict[str, BeautifulSoup]) -> None:
    assert {*PAGES} <= {*pages}
    for page in pages.values():
        assert len(page.select("header nav a")) == len(PAGES)


def test_every_link_leads_to_a_file(folder: Path, pages: dict[str, BeautifulSoup]) -> None:
    linked = set()
    for path, page in pages.items():
        for element in page.select("[href], [src]"):
            for name in ("href", "src"):
                if name not in element.attrs or element.find_parent("svg"):
                    continue
                target, fragment = urldefrag(element[name])
                assert not re.match(r"[a-z]+:|/", target), (path, target)
                place = (folder / path).parent / target if target else folder / path
                assert place.resolve().is_relative_to(folder.resolve())
                assert place.is_file(), (path, target)
                linked.add(place.resolve())
                if fragment:
                    assert BeautifulSoup(place.read_bytes(), "html.parser").find(id=fragment)
    there = {file.resolve() for file in folder.rglob("*") if file.is_file()}
    assert there - linked == {(folder / "og.png").resolve()}, "a file that nothing leads to"


def test_nothing_is_asked_of_another_place(folder: Path, pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        for element in page.find_all(True):
            for name, value in element.attrs.items():
                if name in ADDRESSES:
                    assert "//" not in str(value), (path, name, value)
                assert not name.startswith("on"), (path, name)
                assert name != "style", path
        assert not page.select("style, iframe, object, embed, form, base")
        for script in page.find_all("script"):
            assert script.get("src")
            assert not script.string
    for file in ("style.css", "charts.css", "sort.js"):
        assert not re.search(r"url\(|@import|https?:|fetch|import ", (folder / file).read_text())


def test_a_strict_policy_comes_before_anything_it_is_about(
    pages: dict[str, BeautifulSoup],
) -> None:
    for page in pages.values():
        policy = one(page, 'meta[http-equiv="Content-Security-Policy"]')
        assert policy["content"] == POLICY
        assert not policy.find_all_previous(["link", "script", "img"])
    assert "unsafe" not in POLICY


def test_the_parts_of_a_page_are_what_they_are_called(pages: dict[str, BeautifulSoup]) -> None:
    titles = [one(page, "head > title").get_text() for page in pages.values()]
    assert len({*titles}) == len(titles)
    for path, page in pages.items():
        assert one(page, "html")["lang"] == "en"
        for part in ("h1", "header", "main#main", "footer", "nav[aria-label=Pages]", "a.skip"):
            one(page, part)
        assert one(page, "a.skip")["href"] == "#main"
        assert one(page, 'meta[name="description"]')["content"].strip()
        assert (
            one(page, 'meta[property="og:image"]')["content"].removesuffix("og.png").strip("./")
            == ""
        )
        ids = [element["id"] for element in page.select("[id]")]
        assert len({*ids}) == len(ids), path
        current = [link["href"] for link in page.select('[aria-current="page"]')]
        assert len(current) == (path in PAGES)


def test_a_table_can_be_read_by_its_heads_and_scrolled_by_keys(
    pages: dict[str, BeautifulSoup],
) -> None:
    for path, page in pages.items():
        for table in page.find_all("table"):
            assert table.caption.get_text(strip=True)
            assert all(head.get("scope") in ("col", "row") for head in table.find_all("th")), path
            assert all(head.get_text(strip=True) for head in table.thead.find_all("th"))
            region = table.parent
            assert (region["role"], region["tabindex"]) == ("region", "0")
            assert page.find(id=region["aria-labelledby"])
            heads = len(table.thead.find_all("th"))
            for row in table.tbody.find_all("tr"):
                widths = [int(cell.get("colspan", 1)) for cell in row.find_all(["td", "th"])]
                assert sum(widths) == heads


def test_every_table_and_chart_has_its_source(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        for shown in [
            *(table.parent for table in page.find_all("table")),
            *page.find_all("figure"),
        ]:
            below = shown if shown.name == "figure" else shown.parent
            sources = [line.get_text() for line in below.select("p.source")]
            pattern = r"Source: OpenRouter|Hand-kept by openrouter-tracker"
            assert any(re.match(pattern, line.strip()) for line in sources), path
        assert one(page, "footer p.source").get_text().startswith("Source: OpenRouter")


def test_a_chart_says_what_it_shows_in_words_and_rows(pages: dict[str, BeautifulSoup]) -> None:
    drawn = 0
    for path, names in CHARTS.items():
        figures = pages[path].find_all("figure")
        assert len(figures) <= len(names)
        for figure in figures:
            drawing = figure.svg
            assert drawing["role"] == "img"
            assert figure.find(id=drawing["aria-labelledby"]).name == "title"
            assert figure.figcaption.select_one(".title").get_text(strip=True)
            assert figure.details.summary
            assert figure.details.tbody.find_all("tr")
            drawn += 1
    assert drawn > 8


def test_every_week_has_a_page_and_leads_to_its_neighbours(pages: dict[str, BeautifulSoup]) -> None:
    there = [week for week in [*WEEKS, RUNNING] if week != MISSING]
    names = [f"weeks/{label(week)}.html" for week in there]
    assert [path for path in pages if re.match(r"weeks/\d", path)] == names
    for path, before, after in zip(names, [None, *names], [*names[1:], None], strict=False):
        for rel, other in (("prev", before), ("next", after)):
            links = pages[path].select(f'main a[rel="{rel}"], head link[rel="{rel}"]')
            assert [link["href"] for link in links] == [f"../{other}"] * (2 if other else 0)


def test_what_is_not_known_of_a_week_is_said(pages: dict[str, BeautifulSoup]) -> None:
    listed = pages["weeks/index.html"]
    rows = {row.th.get_text(): row for row in listed.tbody.find_all("tr")}
    assert [*rows] == [label(week) for week in reversed([*WEEKS, RUNNING])]
    states = {week: row.find_all("td")[-1].get_text() for week, row in rows.items()}
    assert states[label(MISSING)] == "missing"
    assert states[label(RUNNING)] == "incomplete, 1 of 7 days"
    assert not rows[label(MISSING)].a
    assert f"Without tokens on record: {label(MISSING)} (1 week)." in listed.get_text()

    running = one(pages[f"weeks/{label(RUNNING)}.html"], "main").get_text()
    assert "at most 1 of the seven days are recorded" in running
    assert not pages[f"weeks/{label(RUNNING)}.html"].find("table")
    unranked = one(pages[f"weeks/{label(UNRANKED)}.html"], "main").get_text()
    assert f"The leader of {label(UNRANKED)} by calls is unknown" in unranked


def test_the_rest_is_counted_and_never_ranked(pages: dict[str, BeautifulSoup]) -> None:
    (rest,) = (
        pages[f"weeks/{label(WEEKS[0])}.html"]
        .select("#tokens-chart")[0]
        .find_parent("table")
        .select("tr.rest")
    )
    rank = rest.find_all("td")[0]
    assert (rank.get_text(), rank.get("data-value")) == ("–", None)
    assert rest.th.get_text() == "Other"
    assert not rest.select(".bar")


def test_what_is_sorted_by_is_not_what_is_printed(pages: dict[str, BeautifulSoup]) -> None:
    table = pages["index.html"].select("#tokens-chart")[0].find_parent("table")
    heads = [head.get_text() for head in table.thead.find_all("th")]
    value = [row.find_all(["td", "th"])[heads.index("value")] for row in table.tbody.find_all("tr")]
    assert (value[0].get_text(), value[0]["data-value"]) == ("1.00B", "1000000000")


def test_dark_colours_are_for_screens_only() -> None:
    assert chart_colours().startswith(b"@media screen and (prefers-color-scheme: dark) {")


def test_the_newest_week_with_spend_says_what_use_was_billed_for(store: Store) -> None:
    without_history(store)
    for week in (WEEK, WEEK + timedelta(7)):
        put_week(
            store, "rankings-weekly", week, **{"a/x": 2_000_000, "b/y": 6_000_000, OTHER: 2_000_000}
        )
    for metric, readings in (
        ("spend", {"a/x": 5_000_000, "b/y": 3_000_000, OTHER: 2_000_000}),
        ("calls", {"a/x": 4}),
    ):
        put_week(store, "models-window", WEEK, metric=metric, **readings)
    record = recorded(store, Question())
    table = weeks.prices(record, WEEK, lambda *_: "")
    assert table is not None
    assert [head.text for head in table.heads] == [
        "entity", "billed", "tokens", "calls", "$ per million tokens", "$ per call", "spend of all",
        "tokens of all", "share of money less share of tokens",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["a/x", "$5.00", "2.00M", "4", "2.5", "1.25", "50.0 %", "20.0 %", "+30.0"],
        ["b/y", "$3.00", "6.00M", "–", "0.5", "–", "30.0 %", "60.0 %", "-30.0"],
    ]
    assert "from pages that state none" in table.source
    assert weeks.prices(record, WEEK + timedelta(7), lambda *_: "") is None

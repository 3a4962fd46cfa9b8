"""Rules for every page: links, no outside requests, accessibility without a script, and sources."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup, Tag
from support.hostile_weeks import HOSTILE, MISSING, RUNNING, UNRANKED, WEEKS
from support.sample_boards import WEEK, put_week, without_history

from tracker.ingest.backup import DATABASE
from tracker.publish.site import data, verdicts, weeks
from tracker.publish.site.chart import colour_rules
from tracker.publish.site.data import record as recorded
from tracker.publish.site.render import MAIN_PAGES, MORE_PAGES, PAGES, POLICY, Site
from tracker.publish.site.words import Words, sunday
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


def last_day(week: date) -> str:
    return Words().short_day(sunday(week))


def one(page: BeautifulSoup, selector: str) -> Tag:
    (tag,) = page.select(selector)
    return tag


def test_every_page_that_is_linked_from_all_is_there(pages: dict[str, BeautifulSoup]) -> None:
    assert {*PAGES} <= {*pages}
    for page in pages.values():
        assert len(page.select("header nav a")) == len(MAIN_PAGES)
        assert len(page.select("footer .more a")) == len(MORE_PAGES) + 3


def test_every_link_leads_to_a_file(folder: Path, pages: dict[str, BeautifulSoup]) -> None:
    linked = set()
    for path, page in pages.items():
        card = one(page, 'meta[property="og:image"]')["content"]
        linked.add((folder / path).parent.joinpath(card).resolve())
        script = one(page, ".find")["data-names"]
        linked.add((folder / path).parent.joinpath(script).resolve())
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
    style = {file for file in there if file.suffix in (".woff", ".txt")}
    assert there - linked == style, "a file that nothing leads to"
    assert linked <= there


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
    for file in ("style.css", "charts.css", "fonts.css", "site.js"):
        text = (folder / file).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"url\((?!inter-|figures-)|@import|https?:|fetch|import ", text), file


def test_a_strict_policy_comes_before_anything_it_is_about(
    pages: dict[str, BeautifulSoup],
) -> None:
    for page in pages.values():
        policy = one(page, 'meta[http-equiv="Content-Security-Policy"]')
        assert policy["content"] == POLICY
        assert not policy.find_all_previous(["link", "script", "img"])
    assert "unsafe" not in POLICY


def test_the_parts_of_a_page_are_what_they_are_called(pages: dict[str, BeautifulSoup]) -> None:
    titles = [
        one(page, "head > title").get_text()
        for path, page in pages.items()
        if not path.startswith("zh/")
    ]
    assert len({*titles}) == len(titles)
    for path, page in pages.items():
        assert one(page, "html")["lang"] == ("zh-CN" if path.startswith("zh/") else "en")
        for part in ("h1", "header", "main#main", "footer", "header nav[aria-label]", "a.skip"):
            one(page, part)
        assert one(page, "a.skip")["href"] == "#main"
        assert one(page, 'meta[name="description"]')["content"].strip()
        ids = [element["id"] for element in page.select("[id]")]
        assert len({*ids}) == len(ids), path
        current = [link["href"] for link in page.select('[aria-current="page"]')]
        linked = {*MAIN_PAGES, *MORE_PAGES}
        assert len(current) == (path.removeprefix("zh/") in linked)


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


def test_a_chart_says_what_it_shows_and_can_be_taken_along(
    folder: Path, pages: dict[str, BeautifulSoup]
) -> None:
    drawn = 0
    for path, page in pages.items():
        for figure in page.find_all("figure"):
            assert figure.figcaption.get_text(strip=True)
            copied = [text.get_text() for text in figure.select("pre.copy")]
            assert "Source: OpenRouter" in copied[-1]
            files = [link["href"] for link in figure.select(".tools a")]
            assert [Path(file).suffix for file in files] in ([".png", ".svg", ".csv"], [])
            if not figure.select(".plotted"):
                continue
            drawing = figure.select_one("svg.plot")
            assert drawing["role"] == "img"
            assert figure.find(id=drawing["aria-labelledby"]).name == "title"
            points = json.loads(one(figure, ".plotted")["data-points"])
            assert points
            assert all(0 <= x <= 100 and week and shown for x, week, shown in points), path
            drawn += 1
    assert drawn > 8
    for file in folder.rglob("*.png"):
        assert file.read_bytes().startswith(b"\x89PNG"), file


def test_every_model_maker_and_country_has_a_page(
    pages: dict[str, BeautifulSoup], site: Site
) -> None:
    assert len(site.models) > len(HOSTILE)
    paths = {*site.models.values(), *site.makers.values(), *site.countries.values()}
    assert paths == {
        path for path in pages if re.match("(models|makers|countries)/(?!index)", path)
    }
    for path in paths:
        assert pages[path].select(".facts dd"), path
        assert pages[path].select("#weeks"), path
        assert f"zh/{path}" in pages


def test_the_first_page_answers_in_ten_seconds(pages: dict[str, BeautifulSoup], site: Site) -> None:
    page = pages["index.html"]
    leader = site.named(site.record.main.leads[max(site.record.main.leads)].entity)
    assert leader in one(page, "h1").get_text()
    assert len(page.select(".measures section")) == len(site.record.sides)
    for link in page.select(".asked a"):
        target, fragment = urldefrag(link["href"])
        assert not fragment or (pages[target] if target else page).find(id=fragment), link
    assert one(page, "time[data-age]")["datetime"] == (WEEKS[-1] + timedelta(6)).isoformat()


def test_the_editions_lead_to_each_other(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        link = one(page, ".editions a")
        is_chinese = path.startswith("zh/")
        up = "../" * path.count("/")
        other = path.removeprefix("zh/") if is_chinese else f"zh/{path}"
        assert link["href"] == f"{up}{other}"
        assert link.get_text() == ("English" if is_chinese else "中文")


def test_chinese_pages_have_chinese_furniture(pages: dict[str, BeautifulSoup]) -> None:
    page = pages["zh/index.html"]
    assert [link.get_text() for link in page.select("header nav a")] == [
        "周", "模型", "公司", "国家", "纪录", "方法",
    ]  # fmt: skip
    last = WEEKS[-1] + timedelta(6)
    assert (
        one(page, ".kicker").get_text().startswith(f"{last.year}年{last.month}月{last.day}日当周")
    )
    for path in ("zh/method.html", "zh/streaks.html", "zh/weeks/index.html", "zh/data.html"):
        words = re.findall("[A-Za-z]{4,} [a-z]{3,} [a-z]{3,}", "".join(
            text for text in pages[path].main.find_all(string=True)
            if not text.find_parent(["bdi", "pre", "code", "svg"])
            and not text.find_parent(class_="source")
        ))  # fmt: skip
        assert words == [], path


def test_definitions_have_an_index(pages: dict[str, BeautifulSoup]) -> None:
    page = pages["definitions.html"]
    linked = {urldefrag(link["href"]).fragment for link in page.select(".index a")}
    assert linked == {element["id"] for element in page.select("main h2[id], main dt[id]")}
    assert len(page.select(".index h2")) > 6


def test_verdicts_are_those_of_the_record(recorded: Path) -> None:
    with Store(f"sqlite:///{recorded / DATABASE}") as store:
        judged = verdicts.verdicts(Site(data.record(store, Question())))
    seed = judged[0]
    assert [one.claim for one in judged] == [row["claim"] for row in verdicts.claims()]
    assert (seed.claim[:8], seed.verdict, seed.word) == ("Qwen 3.6", "refuted", "Not true")
    assert "one week at most, from 30 March to 5 April 2026" in seed.because


def test_verdicts_speak_of_dates_and_models() -> None:
    text = "5 weeks (2026-W07 to 2026-W11) by slug, by model and by family among the nine slugs"
    assert verdicts.dated(text) == "5 weeks (9 Feb 2026 to 15 Mar 2026) among the nine models"
    assert verdicts.dated("none; 2026-W14") == "none; the week to 5 April 2026"


def test_pages_and_script_are_small(folder: Path, pages: dict[str, BeautifulSoup]) -> None:
    assert (folder / "site.js").stat().st_size <= 10_000
    for path, page in pages.items():
        assert len(page.find_all(True)) < 5_000, path
        assert (folder / path).stat().st_size < 400_000, path


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
    assert [*rows] == [last_day(week) for week in reversed([*WEEKS, RUNNING])]
    states = {week: row.find_all("td")[-1].get_text() for week, row in rows.items()}
    assert states[last_day(MISSING)] == "missing"
    assert states[last_day(RUNNING)] == "incomplete, 1 of 7 days"
    assert not rows[last_day(MISSING)].a
    missing = "1 week between the first and the last on record are without tokens."
    assert missing in listed.get_text()

    running = one(pages[f"weeks/{label(RUNNING)}.html"], "main").get_text()
    assert "at most 1 of the seven days are recorded" in running
    assert not pages[f"weeks/{label(RUNNING)}.html"].find("table")
    unranked = one(pages[f"weeks/{label(UNRANKED)}.html"], "main").get_text()
    assert f"Who led by calls in {Words().week(UNRANKED)} is unknown" in unranked


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
    page = pages[f"weeks/{label(WEEKS[-1])}.html"]
    table = page.select("#tokens-chart")[0].find_parent("table")
    heads = [head.get_text() for head in table.thead.find_all("th")]
    column = heads.index("tokens")
    value = [row.find_all(["td", "th"])[column] for row in table.tbody.find_all("tr")]
    assert (value[0].get_text(), value[0]["data-value"]) == ("1.00B", "1000000000")


def test_dark_colours_are_for_screens_only() -> None:
    light, _, dark = colour_rules({"m-x": "#3130a2"}).partition("@media screen and (")
    assert light == ".m-x{fill:#3130a2}\n"
    assert dark.startswith("prefers-color-scheme: dark) {\n.m-x{fill:#")


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
    table = weeks.prices(Site(record), WEEK)
    assert table is not None
    assert [head.text for head in table.heads] == [
        "model", "billed", "tokens", "calls", "$ per million tokens", "$ per call", "spend of all",
        "tokens of all", "share of money less share of tokens",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["a/x", "$5.00", "2.00M", "4", "2.5", "1.25", "50.0%", "20.0%", "+30.0"],
        ["b/y", "$3.00", "6.00M", "–", "0.5", "–", "30.0%", "60.0%", "-30.0"],
    ]
    assert "from pages that state none" in table.source
    assert weeks.prices(Site(record), WEEK + timedelta(7)) is None

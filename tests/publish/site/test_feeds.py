"""What machines read: known by stable ids, dated by vintages, parsed by anybody."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from support.hostile_weeks import AMERICA, WEEKS
from support.sample_boards import MADE

from tracker.identity.names import Names
from tracker.publish.site import feeds
from tracker.publish.site.build import contents
from tracker.publish.site.render import Part, Site
from tracker.weeks import label, stamp

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://example.org/usage/"


def test_atom_has_what_a_reader_needs(folder: Path) -> None:
    root = ET.fromstring((folder / "atom.xml").read_bytes())
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(WEEKS) - 1
    ids = [element.text or "" for element in root.iter(f"{ATOM}id")]
    assert len({*ids}) == len(ids) == len(entries) + 1
    assert all(name.startswith("urn:uuid:") for name in ids)
    for entry in entries:
        assert entry.findtext(f"{ATOM}updated") == stamp(MADE)
        assert (entry.findtext(f"{ATOM}rights") or "").startswith("Source: OpenRouter")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert (folder / link.attrib["href"]).is_file()


def test_the_id_of_a_week_is_always_the_same(site: Site) -> None:
    first = feeds.entries(site)[-1]
    assert first.title.endswith(" led the week to 8 March 2026")
    assert first.id == "urn:uuid:40f3693d-6c3f-505a-bf3c-bea113add41a"


def test_the_json_feed_is_one(folder: Path) -> None:
    feed = json.loads((folder / "feed.json").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for item in feed["items"]:
        assert item["date_modified"] == stamp(MADE)
        assert "Source: OpenRouter" in item["content_text"]
        assert "url" not in item, "without an address of the site there is none to give"


def test_the_newest_week_in_one_file(folder: Path, site: Site) -> None:
    latest = json.loads((folder / "latest.json").read_bytes())
    assert (latest["week"], latest["monday"]) == (label(WEEKS[-1]), WEEKS[-1].isoformat())
    first = latest["models"][0]
    assert first["rank"] == {"tokens": 1, "calls": None, "spend": None}
    assert latest["leaders"]["tokens"]["value"] == first["value"]["tokens"] == 1_000_000_000
    assert first["id"] == first["slug"] == latest["leaders"]["tokens"]["entity"]
    assert (folder / first["page"]).is_file()
    assert len(first["trend"]) == len(latest["trend_weeks"])
    assert latest["trend_weeks"][-1] == WEEKS[-1].isoformat()
    assert first["trend"][-1] == 1_000_000_000
    ranks = [model["rank"]["tokens"] for model in latest["models"]]
    assert ranks == sorted(ranks, key=lambda rank: (rank is None, rank or 0))
    calls = latest["leaders"]["calls"]
    assert (calls["week"], calls["entity"]) == (label(WEEKS[1]), AMERICA)
    assert [streak["weeks"] for streak in latest["streaks"]["tokens"]] == [1]
    assert latest["source"].startswith("Source: OpenRouter")
    assert latest["as_of"] == stamp(MADE)
    assert "CC BY 4.0" in latest["licence"]


def test_the_badge_names_the_leader(folder: Path, site: Site) -> None:
    badge = ET.fromstring((folder / "badge.svg").read_bytes())
    leads = site.record.main.leads
    assert (badge[0].text or "").endswith(site.named(leads[max(leads)].entity))


def test_what_is_searched_leads_to_pages(folder: Path, site: Site) -> None:
    text = (folder / "names.js").read_text("utf-8")
    found = json.loads(text.removeprefix("searchable(").removesuffix(");\n"))
    assert {path for _, path, _ in found} >= {*site.models.values(), *site.weeks.values()}
    assert all((folder / path).is_file() for _, path, _ in found)
    assert text.isascii()


def test_addresses_are_whole_where_the_sites_own_is_known(site: Site) -> None:
    based = Site(site.record, BASE)
    entries = feeds.entries(based)
    feed = json.loads(feeds.json_feed(based, entries))
    assert feed["feed_url"] == f"{BASE}feed.json"
    assert feed["items"][0]["url"] == f"{BASE}weeks/{label(WEEKS[-1])}.html"
    assert f'href="{BASE}atom.xml"'.encode() in feeds.atom_feed(based, entries)
    assert [entry.id for entry in entries] == [entry.id for entry in feeds.entries(site)]

    files = {file.path: file for file in contents(based)}
    listed = files["sitemap.xml"].make()
    assert listed is not None
    assert len(ET.fromstring(listed)) == sum(path.endswith(".html") for path in files)
    assert f"<loc>{BASE}index.html</loc>".encode() in listed
    page = files["limits.html"].make()
    assert page is not None
    assert f'<meta property="og:image" content="{BASE}charts/now.png">'.encode() in page
    assert f'<link rel="canonical" href="{BASE}limits.html">'.encode() in page
    assert "sitemap.xml" not in {file.path for file in contents(site)}


def test_people_read_names_and_links_keep_keys(site: Site) -> None:
    key = site.record.leaders[0]
    with_names = Site(site.record)
    vars(with_names)["naming"] = Names({key: "Maker: A Name"})
    assert with_names.named(key) == "A Name"
    assert with_names.named("z-ai") == "Z.ai"
    assert with_names.prose(f"{key} led") == "A Name led"
    assert with_names.parts(f"{key} led")[0] == Part("A Name", is_name=True, href=site.models[key])

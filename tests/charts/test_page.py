from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from support.weekly_frames import given, weekly

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import CONTENTS, chart, page
from tracker.errors import ConfigError, GapError

SOURCE = "Source: OpenRouter (openrouter.ai/rankings), as of"
PATHS = os.pathsep.join(str(Path(__file__).parents[up]) for up in (1, 2))
"""The folders of the helpers of tests and of the package that is tested."""
HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "../../etc/passwd",
    "a/$x^2$ \\frac{1}{2}",
    "long/" + "x" * 300,
    "rtl/\u202eabc\u202c\u200f",
    "cjk/通义千问 模型",
    "line/one\ntwo\x07",
]


def written(path: Path) -> str:
    """Return the text of an SVG, its pieces put together."""
    return " ".join(re.findall(r">([^<>]+)<", path.read_text(encoding="utf-8")))


def drawn_text(path: Path) -> str:
    """Return the text that is drawn in an SVG, without that for those who cannot see it."""
    return " ".join(re.findall(r"<text [^>]*>([^<]+)<", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize(
    ("size", "theme"), [*((size, "light") for size in page.SIZES), ("column", "dark")]
)
def test_no_size_and_no_theme_drops_the_source(
    fed: Callable[[str], pd.DataFrame], tmp_path: Path, name: str, size: str, theme: str
) -> None:
    frame = fed(name)
    path = page.save(name, frame, tmp_path / "c.svg", size=size, theme=theme, title="Mine")
    assert SOURCE in written(path)
    assert re.search(r"as of 2026-\d\d-\d\dT[\d:.]+Z\.", written(path))
    foot = " ".join(drawn_text(path).split())
    assert re.search(r"rankings\), as of 2026-\d\d-\d\d\. Licensed under CC BY 4\.0\.", foot)
    drawn = chart(name).rows(frame)
    if "dataset" not in drawn or drawn["dataset"].str.contains("chart|window").any():
        assert "from pages that state none." in " ".join(written(path).split())
        assert re.search(r"No licence stated: (\w|,| )+\.", foot)
    assert ("No licence stated" in foot) == ("Not under that licence" in written(path))
    assert "Mine" in foot


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_frame_gives_the_same_bytes(
    fed: Callable[[str], pd.DataFrame], tmp_path: Path, name: str, suffix: str
) -> None:
    first = page.save(name, fed(name), tmp_path / f"a{suffix}").read_bytes()
    assert page.save(name, fed(name), tmp_path / f"b{suffix}").read_bytes() == first


@pytest.mark.parametrize(("size", "pixels"), page.SIZES.items())
def test_a_png_is_twice_as_sharp_and_says_what_it_shows(
    history: pd.DataFrame, tmp_path: Path, size: str, pixels: tuple[int, int]
) -> None:
    with Image.open(page.save("reigns", history, tmp_path / "c.png", size=size)) as picture:
        assert picture.size == (2 * pixels[0], 2 * pixels[1])
        assert "Grok Code Fast 1" in picture.info["Title"]
        assert SOURCE in picture.info["Description"]
        assert "Software" not in picture.info


def test_an_svg_keeps_its_text_as_text(history: pd.DataFrame, tmp_path: Path) -> None:
    text = written(page.save("reigns", history, tmp_path / "c.svg"))
    assert "Qwen3.6 Plus (free)" in text
    assert "12 weeks" in text


@pytest.mark.parametrize("name", [name for name in CONTENTS if name != "concentration"])
def test_people_read_the_names_that_a_frame_has(name: str) -> None:
    table = "week a/key-of-x b/key-of-y other\n2026-03-30 5 3 1\n2026-04-06 6 3 1"
    frame = given(name, share(rank(weekly(table))))
    display = {"a/key-of-x": "Model X", "b/key-of-y": "Model Y", "other": "Other"}
    display["a/key-of-x:free"] = "Model X (free)"
    named_frame = frame.assign(name=frame["entity"].map(display))
    # Everything together has no name.
    of_one = ("a/key-of-x",) if name == "amounts" else ()
    drawn = page.picture(name, named_frame, ".svg", highlight=of_one)
    assert b"Model X" in drawn.data
    assert b"key-of-" not in drawn.data
    assert "key-of-" not in drawn.title + drawn.subtitle + drawn.method + drawn.alt
    columns = [*drawn.rows.columns]
    assert columns[columns.index("entity") + 1] == "name"
    assert {*drawn.rows["name"]} <= {*display.values()}
    assert b"key-of-x" in page.picture(name, frame, ".svg", highlight=of_one).data


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_hostile_names_pass_harmlessly(tmp_path: Path, name: str, suffix: str) -> None:
    weeks = pd.date_range("2026-03-30", periods=len(HOSTILE), freq="7D")
    rows = [
        (week, entity, 50 if number == place else 9 - number)
        for place, week in enumerate(weeks)
        for number, entity in enumerate(HOSTILE)
    ]
    frame = weekly("week x\n2026-03-30 1").iloc[:0]
    values = pd.DataFrame(rows, columns=["week", "entity", "value"])
    filled = values.assign(
        **{c: weekly("week x\n2026-03-30 1")[c].iloc[0] for c in frame.columns[3:]}
    )
    filled["depth"] = filled["depth"].astype("Int64")
    other = filled.drop_duplicates("week").assign(entity="other", value=5)
    frame = pd.concat([filled, other], ignore_index=True)
    path = page.save(name, given(name, share(rank(frame))), tmp_path / f"c{suffix}")
    assert path.stat().st_size > 3_000
    if suffix == ".svg":
        assert "<script" not in path.read_text(encoding="utf-8")


def test_thirty_leaders_and_one_leader_both_fit(tmp_path: Path) -> None:
    many = "week " + " ".join(f"a/m{n}" for n in range(30)) + " other\n"
    weeks = pd.date_range("2026-01-05", periods=30, freq="7D")
    many += "\n".join(
        f"{week:%Y-%m-%d} " + " ".join("9" if n == m else "1" for n in range(30)) + " 3"
        for m, week in enumerate(weeks)
    )
    single = "week a/m other\n2026-01-05 5 3\n2026-01-12 5 3"
    for table in (many, single):
        frame = share(rank(weekly(table)))
        for name in CONTENTS:
            if table == single and name == "versus":
                with pytest.raises(GapError, match="fewer than two names"):
                    page.picture(name, given(name, frame))
                continue
            drawn = page.picture(name, given(name, frame), ".svg")
            assert drawn.data.count(b"<text") >= 5, name


def test_a_title_of_ones_own_is_kept_whole(history: pd.DataFrame) -> None:
    mine = "A title of some length, up to the third line of a page that is narrow, up and up"
    own, found = (
        page.picture("reigns", history, ".svg", size="phone", title=title).data.decode()
        for title in (mine, None)
    )
    assert head(own) == mine
    assert head(found) == (
        "Claude Sonnet 4 and Grok Code Fast 1 held #1 by tokens longest, for 12 weeks"
    )


def head(svg: str) -> str:
    """Return the lines of the head of a picture as one: of what is bold, the text at the margin."""
    bold = re.findall(r'font-weight: 700[^>]* x="([\d.]+)"[^>]*>([^<]+)<', svg)
    margin = min(float(x) for x, _ in bold)
    return " ".join(text for x, text in bold if float(x) == margin)


def test_what_there_is_not_is_refused_by_name(history: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gif"):
        page.save("reigns", history, tmp_path / "c.gif")
    with pytest.raises(ConfigError, match="pie"):
        chart("pie")
    with pytest.raises(ConfigError, match="highlighted"):
        page.save("reigns", history, tmp_path / "c.png", highlight=("nobody/nothing",))
    assert list(tmp_path.iterdir()) == []


def test_drawing_leaves_the_settings_of_others_alone(history: pd.DataFrame, tmp_path: Path) -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    page.save("bump", history, tmp_path / "c.png", theme="dark")
    assert dict(mpl.rcParams) == before


def test_no_matplotlibrc_of_the_working_folder_changes_a_picture(tmp_path: Path) -> None:
    """It is read when matplotlib is imported, so in a process of its own."""
    empty, strange = tmp_path / "here", tmp_path / "strange"
    for folder in (empty, strange):
        folder.mkdir()
    (strange / "matplotlibrc").write_text(
        "lines.linewidth: 9\naxes.labelcolor: red\nxtick.labelsize: 40\ntext.usetex: True\n"
        "font.family: cursive\npath.simplify: False\naxes.titlepad: 80\n"
    )
    code = (
        "from support.weekly_frames import weekly; from tracker.analysis.ranks import rank;"
        "from tracker.analysis.shares import share; from tracker.charts import page;"
        "import matplotlib as mpl; print(mpl.rcParams['lines.linewidth']);"
        "table = 'week a b\\n2026-03-30 5 4\\n2026-04-06 6 7\\n2026-04-13 7 8';"
        "page.save('bump', rank(share(weekly(table))), 'bump.svg')"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": PATHS, "MPLCONFIGDIR": ""},
        ).stdout.strip()
        for folder in (empty, strange)
    ]  # fmt: skip
    assert outputs == ["1.5", "9.0"], "it was read"
    assert (strange / "bump.svg").read_bytes() == (empty / "bump.svg").read_bytes()

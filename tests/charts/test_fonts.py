"""Typefaces: Inter is carried, others are looked for, and no title comes out as boxes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from support.weekly_frames import weekly
from typer.testing import CliRunner

from tracker.analysis.ranks import rank
from tracker.analysis.shares import share
from tracker.charts import fonts, page
from tracker.cli import app
from tracker.errors import ConfigError

FOLDER = files("tracker").joinpath("data", "fonts")
CHINESE = "通义千问"


@pytest.fixture
def _latin_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the machine one without a Chinese typeface."""
    monkeypatch.setattr(fonts, "COMPANIONS", ())
    fonts.characters.cache_clear()
    yield
    fonts.characters.cache_clear()


@pytest.fixture(params=[*filter(None, [fonts._companion()])])
def companion(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def drawn(title: str | None = None, *, name: str = "a/x", font: str | None = None) -> page.Picture:
    frame = share(rank(weekly(f"week {name} b/y other\n2026-03-30 5 3 1\n2026-04-06 6 3 1")))
    return page.picture("bump", frame, ".svg", title=title, font=font)


def test_inter_is_carried_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in FOLDER.joinpath("OFL.txt").read_text("utf-8")
    assert fonts.families()[0] == fonts.OWN
    for weight, style in (("normal", "Regular"), ("bold", "Bold")):
        found = Path(findfont(FontProperties(family=fonts.OWN, weight=weight)))
        assert found.name == f"Inter-{style}.ttf"
        assert found.read_bytes() == FOLDER.joinpath(found.name).read_bytes()


def test_it_has_every_letter_and_sign_that_charts_use() -> None:
    own = fonts.characters((fonts.OWN,))
    used = "abcxyzABCXYZ0123456789 .,:;%$#’“”–−×÷…+=()/&é"
    assert [sign for sign in used if ord(sign) not in own] == []


def test_a_picture_is_drawn_in_it_and_in_what_is_named() -> None:
    assert "Inter, " in drawn().data.decode()
    assert mpl.rcParams["font.family"] == ["sans-serif"], "not outside of a picture"
    assert "DejaVu Serif" in drawn(font="dejavu serif").data.decode()


def test_a_file_is_a_typeface_too(tmp_path: Path) -> None:
    house = tmp_path / "house.ttf"
    shutil.copy(findfont("DejaVu Sans Mono"), house)
    assert fonts.families(str(house))[0] == "DejaVu Sans Mono"
    with pytest.raises(ConfigError, match="there is no font file"):
        fonts.families(str(tmp_path / "none.ttf"))


def test_a_typeface_that_there_is_not_is_refused_with_what_to_do() -> None:
    with pytest.raises(ConfigError, match="there is no typeface 'Nothing Sans'") as refused:
        fonts.families("Nothing Sans")
    assert "--font house.ttf" in str(refused.value)


def test_what_inter_lacks_a_companion_draws(companion: str) -> None:
    assert fonts.families() == [fonts.OWN, companion, fonts.LAST]
    assert fonts.families("DejaVu Serif") == ["DejaVu Serif", companion, fonts.OWN, fonts.LAST]
    lacking = {ord(letter) for letter in CHINESE}
    assert not lacking & fonts.characters((fonts.OWN, fonts.LAST))
    assert lacking <= fonts.characters(tuple(fonts.families()))
    assert CHINESE in drawn(CHINESE).data.decode()


@pytest.mark.usefixtures("_latin_only")
def test_a_title_that_would_come_out_as_boxes_is_refused_with_the_line_that_mends_it() -> None:
    assert fonts.families() == [fonts.OWN, fonts.LAST]
    with pytest.raises(ConfigError, match="no typeface here has") as refused:
        drawn(f"{CHINESE} is first")
    assert "apt install fonts-noto-cjk" in str(refused.value)
    assert "--font" in str(refused.value)
    assert drawn("Größer als × 2 → ja").title, "of Latin letters and signs all are there"


@pytest.mark.usefixtures("_latin_only")
def test_a_published_name_is_no_reason_to_refuse_a_chart() -> None:
    """Nobody here can change it, and a site has more charts than this."""
    picture = drawn(name=f"a/{CHINESE}")
    assert picture.title.startswith(f"{CHINESE} is #1")
    assert "□□□□ is #1" in picture.data.decode()
    with pytest.raises(ConfigError, match="no typeface here has"):
        drawn(f"{CHINESE} 模型", name=f"a/{CHINESE}")


def test_a_sign_that_letters_are_made_of_is_no_letter() -> None:
    fonts.check("\u200d\ufe0f", [fonts.OWN])
    with pytest.raises(ConfigError, match="no typeface here has"):
        fonts.check("ก", [fonts.OWN])


def test_the_command_takes_a_typeface_and_refuses_an_unknown_one(
    recorded: Path, tmp_path: Path
) -> None:
    path = tmp_path / "c.svg"
    command = ["chart", "bump", "--out", str(path), "--font"]
    assert CliRunner().invoke(app, [*command, "DejaVu Serif"]).exit_code == 0
    assert "DejaVu Serif" in path.read_text("utf-8")
    refused = CliRunner().invoke(app, [*command, "Nothing Sans"])
    assert refused.exit_code != 0
    assert "there is no typeface 'Nothing Sans'" in str(refused.exception or refused.output)


def test_the_fonts_of_the_machine_are_known_by_name() -> None:
    assert fonts.OWN in {entry.name for entry in fontManager.ttflist}
    assert get_font(findfont(FontProperties(family=fonts.OWN))).family_name == fonts.OWN


def test_a_typeface_that_is_installed_later_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Matplotlib lists the fonts of a machine once, and keeps the list."""
    with resources.as_file(FOLDER.joinpath("Inter-Regular.ttf")) as carried:
        new = shutil.copy(carried, tmp_path / "new.ttf")
    monkeypatch.setattr(fontManager, "ttflist", [])
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: [str(broken), new])
    fonts._found_new.cache_clear()
    monkeypatch.setattr(fonts, "COMPANIONS", (fonts.OWN,))
    assert fonts.has_chinese()
    assert [Path(entry.fname).name for entry in fontManager.ttflist] == ["new.ttf"]
    fonts._found_new.cache_clear()

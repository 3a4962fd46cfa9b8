"""Charts look as they did when somebody last looked at them (`tests/support/golden.py` draws them anew)."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from support.golden import FOLDER, PICTURES, of_readme, picture

from tracker.charts import CONTENTS

DRAWN_BY = "3.11."
pytestmark = pytest.mark.skipif(
    not mpl.__version__.startswith(DRAWN_BY),
    reason=f"the pictures were drawn by matplotlib {DRAWN_BY}x, and other versions set text otherwise",
)
NEAR = 2.0
"""So far may two pictures be apart on average, of 255: letters of another FreeType are, and nothing
that is seen."""


def apart(first: Image.Image, second: Image.Image) -> float:
    """How far two pictures are apart where they are most so: the mean of the worst of 36 fields."""
    both = [image.convert("L").filter(ImageFilter.GaussianBlur(2)) for image in (first, second)]
    if both[0].size != both[1].size:
        return 255.0
    difference = ImageChops.difference(*both)
    wide, tall = difference.width // 6, difference.height // 6
    fields = [
        difference.crop((x * wide, y * tall, (x + 1) * wide, (y + 1) * tall))
        for x in range(6)
        for y in range(6)
    ]
    return max(ImageStat.Stat(field).mean[0] for field in fields)


@pytest.mark.parametrize("name", CONTENTS)
def test_a_chart_looks_as_it_did(name: str) -> None:
    with Image.open(FOLDER / f"{name}.png") as golden:
        assert apart(picture(name), golden.convert("RGB")) < NEAR, (
            "look at the chart; if it is meant to look so, draw it anew: PYTHONPATH=tests python tests/support/golden.py"
        )


def test_a_chart_that_looks_otherwise_is_found() -> None:
    drawn = picture("bump")
    with Image.open(FOLDER / "share-lines.png") as other:
        assert apart(drawn, other.convert("RGB")) > 2 * NEAR
    changed = drawn.copy()
    changed.paste((255, 255, 255), (300, 200, 360, 260))
    assert apart(drawn, changed) > NEAR


def test_there_is_a_golden_picture_of_every_chart() -> None:
    assert {file.stem for file in FOLDER.glob("*.png")} == set(CONTENTS)


def test_the_pictures_of_the_readme_are_what_its_commands_draw(
    recorded: Path, tmp_path: Path
) -> None:
    pictures = of_readme(tmp_path)
    assert (
        set(pictures)
        == {file.name for file in PICTURES.glob("*.png")}
        == {"qwen.png", "china-us.png"}
    )
    for name, drawn in pictures.items():
        with Image.open(PICTURES / name) as shown:
            assert apart(drawn, shown.convert("RGB")) < NEAR

from __future__ import annotations

from support.weekly_frames import weekly

from tracker.citation import LICENCES, NONE_STATED, brief, cite, in_one_line, licences
from tracker.sources import CONTENTS, source

LINE = (
    "Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22T07:10:19.789Z."
    " Licensed under CC BY 4.0."
)
TABLE = """
    week        a   other
    2026-03-30  5   5
    2026-04-06  5   5
"""


def test_official_figures_carry_the_sentence_their_publisher_asks_for() -> None:
    assert cite(weekly(TABLE)) == LINE


def test_figures_without_a_licence_are_named() -> None:
    frame = weekly(TABLE)
    frame.loc[frame["week"] == "2026-04-06", "dataset"] = "history-model-chart"
    assert cite(frame) == (
        f"{LINE} Not under that licence: the tokens of 2026-W15, from pages that state none."
    )


def test_a_dataset_that_no_source_speaks_for_counts_as_without_a_licence() -> None:
    frame = weekly(TABLE).assign(dataset="gossip")
    assert "the tokens of 2 weeks from 2026-W14 to 2026-W15" in cite(frame)


def test_under_a_picture_the_line_has_a_day_and_what_has_no_licence() -> None:
    assert brief(LINE) == (
        "Source: OpenRouter (openrouter.ai/rankings), as of 2026-08-22. Licensed under CC BY 4.0."
    )
    frame = weekly(TABLE)
    frame.loc[frame["week"] == "2026-04-06", "dataset"] = "history-model-chart"
    assert brief(cite(frame)) == f"{brief(LINE)} No licence stated: tokens."
    gossip = weekly(TABLE).assign(dataset="gossip")
    assert brief(cite(gossip)) == f"{brief(LINE)} No licence stated: tokens of 2 weeks."


def test_several_publishers_are_named_once_each_with_their_newest_day() -> None:
    older = LINE.replace("2026-08-22", "2026-08-20")
    vercel = "Source: Vercel AI Gateway (vercel.com), as of 2026-10-06T00:00:00Z."
    assert brief(f"{older} {LINE} {vercel} Licensed under CC BY 4.0.") == (
        f"{brief(LINE)} Source: Vercel AI Gateway (vercel.com), as of 2026-10-06."
        " Licensed under CC BY 4.0."
    )


def test_a_line_of_another_form_is_kept_as_it_is() -> None:
    own = "Source: my own counts. Not under that licence: the tokens, from pages that state none."
    assert brief(own) == own


def test_licences_in_one_line_say_what_is_under_each() -> None:
    under = {"rankings-daily": "CC BY 4.0", "model-chart": "none stated", "a": "none stated"}
    assert in_one_line(under) == "CC BY 4.0 (rankings-daily); none stated (model-chart, a)"


def test_the_licence_of_every_dataset_of_every_source_is_known() -> None:
    datasets = {dataset for name in CONTENTS for dataset in source(name).DATASETS}
    assert {*LICENCES} <= datasets
    under = {dataset for dataset, terms in licences(datasets).items() if terms == NONE_STATED}
    assert under == {
        "author-chart", "catalog", "context-length", "model-activity", "model-chart", "tool-chart",
        "history-catalog", "history-context-length", "history-model-activity",
        "history-model-chart",
        "history-models-window",
        *(f"{name}{view}" for name in ("apps-window", "models-window") for view in ("", "-day", "-month")),
        "models-window-trending",
    }  # fmt: skip

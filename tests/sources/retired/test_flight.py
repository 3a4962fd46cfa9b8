"""The payload of the rankings page: rows in any order, cut anywhere, known by name and section."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.html_pages import (
    SHELL,
    html_of,
    html_of_pieces,
    page_html,
    page_rows,
    page_stream,
    text_row,
)
from support.sample_boards import payload

from tracker.errors import ParseError
from tracker.sources.retired.flight import SECTIONS, WANTED, Block, blocks, is_page, is_stream

PAGE = {
    ("leaderboard", "ModelCharts"): {"data": [{"x": "2025-11-03", "ys": {"a/x": 5, "Others": 1}}]},
    ("leaderboard", "ModelRankingsTable"): {"rankingData": [], "rankingType": "week"},
    ("context-length", "ModelRankingsChart"): {"data": [{"x": "2025-11-03", "ys": {"a/x": 2}}]},
    ("tools", "ModelRankingsChart"): {"data": [{"x": "2025-11-03", "ys": {"b/y": 3}}]},
    ("apps", "AppRankingsTable"): {"rankMap": {"day": [{"app": {"title": "Käse <b> 模型"}}]}},
}
EXPECTED = [Block(section, component, props) for (section, component), props in PAGE.items()]
WRITTEN = page_stream(PAGE, 3).decode()


def read(body: bytes) -> list[Block]:
    return blocks(payload(body, "page"))


def rows(*written: str) -> list[Block]:
    return read("".join(written).encode())


@given(st.integers(0, 2**32))
def test_any_order_and_any_ids_in_either_form_give_the_same_blocks(seed: int) -> None:
    stream = page_stream(PAGE, seed)
    assert is_stream(payload(stream))
    assert read(stream) == EXPECTED
    assert read(html_of(stream, seed)) == EXPECTED


@given(st.permutations(page_rows(PAGE, Random(5))))
def test_the_order_of_the_rows_says_nothing(shuffled: list[str]) -> None:
    assert rows(*shuffled) == EXPECTED


@settings(max_examples=50)
@given(st.integers(0, len(WRITTEN)))
def test_pushes_may_be_cut_anywhere(cut: int) -> None:
    assert read(html_of_pieces([WRITTEN[:cut], "", WRITTEN[cut:]])) == EXPECTED


def test_pushes_may_be_cut_everywhere() -> None:
    assert read(html_of_pieces(WRITTEN)) == EXPECTED


def test_charts_of_one_component_are_told_apart_by_their_section() -> None:
    told = {block.section: block.props for block in read(page_html(PAGE))}
    assert told["tools"]["data"][0]["ys"] == {"b/y": 3}
    assert told["context-length"]["data"][0]["ys"] == {"a/x": 2}


def test_a_block_outside_the_sections_has_none_and_stands_last() -> None:
    page = {(None, "ModelCharts"): {"data": []}, ("tools", "ModelRankingsChart"): {"data": []}}
    assert read(page_stream(page)) == [
        Block("tools", "ModelRankingsChart", {"data": []}),
        Block(None, "ModelCharts", {"data": []}),
    ]


CHART = '2:I[7,["8","b.js"],"ModelRankingsChart",1]\n'


@pytest.mark.parametrize(
    ("written", "section"),
    [
        ('["$","div",null,{"id":"tools","children":["$","p",null,{"id":"images","c":"$L3"}]}]', 1),
        ('["$","div",null,{"id":"tools","children":["$","p",null,{"id":"other","c":"$L3"}]}]', 0),
        ('["$","div",null,{"id":"tools","children":{"id":["images"],"children":"$3"}}]', 0),
        ('["$","$L9",null,{"id":"images","children":"$L3"}]\n9:I[1,[],"Frame"]', 1),
        ('["$","div",null,{"id":"other","children":"$L3"}]', None),
        ('["$","div",null,{"id":"tools","children":"$$L3"}]', None),
        ('["$","div",null,{"id":"tools","children":["$undefined","$Sreact","$@3","$L"]}]', None),
    ],
)
def test_the_innermost_known_section_above_a_block_is_its_own(
    written: str, section: int | None
) -> None:
    found = rows(f"1:{written}\n", CHART, '3:["$","$L2",null,{"data":[]}]\n')
    name = None if section is None else ("tools", "images")[section]
    assert found == [Block(name, "ModelRankingsChart", {"data": []})]


def test_a_row_that_two_sections_lead_to_is_a_block_of_each() -> None:
    page = '1:[{"id":"tools","c":"$L3"},{"id":"images","c":"$L3"}]\n'
    found = rows(page, CHART, '3:["$","$L2",null,{}]\n')
    assert [block.section for block in found] == ["tools", "images"]


def test_the_props_of_a_block_are_not_walked() -> None:
    data = '3:["$","$L2",null,{"id":"images","data":["$Lfff",["$","$L2",null,{}]]}]\n'
    (found,) = rows('1:{"id":"tools","c":"$L3"}\n', CHART, data)
    assert found.section == "tools"
    assert found.props["data"][0] == "$Lfff"


def test_cycles_end() -> None:
    page = '1:{"id":"tools","c":["$L1","$L3",{"id":"images","c":"$1"}]}\n3:["$L1","$3","$L4"]\n'
    found = rows(page, CHART, '4:"$5"\n5:"$4"\n6:["$","$L2",null,{}]\n')
    assert found == [Block(None, "ModelRankingsChart", {})]


def test_other_names_and_other_rows_are_passed_over() -> None:
    assert rows(
        '1:{"id":"tools","c":["$L3","$L7","$L8"]}\n',
        '2:I[7,["ModelCharts"],"Wrapper"]\n3:["$","$L2",null,{}]\n',
        '7:D{"name":"a"}\n7:["$","$L9",null,{}]\n8:E{"digest":"1"}\n',
        '9:I[7,[],"AppRankingsTable"]\n\n:HL["/a.css","style"]\n',
        text_row("a", '\n7:["'),
        'b:{"unread":\n',
    ) == [Block("tools", "AppRankingsTable", {})]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is not a page of the rankings"),
        (b'{"data": []}', "is not a page of the rankings"),
        (b"<!DOCTYPE html><p>no", "is not a page of the rankings"),
        (b'<?xml version="1.0"?><a>__next_f</a>', "is not a page of the rankings"),
        (b"1:T5,abcd", "has a row that cannot be read"),
        (b"1:T" + b"f" * 9000 + b",abcd", "has a row that cannot be read"),
        (b"1:null\nno row\n", "has a row that cannot be read"),
        (b'1:{"id":"tools","c":', "has a row that cannot be read"),
        (b'1:{"id":"tools","c":NaN}\n', "has a row that cannot be read"),
        (b'1:{"id":"tools","c":' + b"9" * 9000 + b"}\n", "has a row that cannot be read"),
        (b'1:{"id":"tools","c":"\xff"}\n', "has a row that cannot be read"),
        (b'1:{"id":"tools","c":' + b"[" * 200_000, "has a row that cannot be read"),
        (b'1:{"id":"tools"} {}\n', "has a row that cannot be read"),
        (b'1:I[7,[,"ModelCharts"]\n', "has a row that cannot be read"),
        (b'1:{"id":"tools","c":"$L4"}\n', "refers to a row that it does not have"),
        (html_of(b'1:{"id":"tools","c":"$L4"}\n'), "refers to a row that it does not have"),
        (page_html(PAGE).replace(b"a drawing", b"\xff"), "is not UTF-8 text"),
        (b"<html><script>self.__next_f.push([1,1])</script>", "has a row that cannot be read"),
        (b"<html><script>self.__next_f.push([1])</script>", "has a row that cannot be read"),
        (b"<html><script>self.__next_f.push([1,'", "has a row that cannot be read"),
        (b'<html><script>self.__next_f.push([1,"\\ud83e"])', "has a row that cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)
    assert says in str(caught.value)
    assert "body" in str(caught.value)


def test_many_names_and_references_are_gone_through_once() -> None:
    below = [{"id": "tools", "c": f"$L{number:x}"} for number in range(300)]
    row = json.dumps(below, separators=(",", ":"))
    assert rows(*(f"{number:x}:{row}\n" for number in range(300))) == []
    deep = '{"c":' * 900 + '"$L3"' + "}" * 900
    assert len(rows(f'1:{{"id":"apps","c":{deep}}}\n', CHART, '3:["$","$L2",null,{}]\n')) == 1


def attempt(body: bytes) -> list[Block] | None:
    try:
        return read(body)
    except ParseError:
        return None


@given(st.sampled_from([page_html(PAGE), page_stream(PAGE)]), st.data())
def test_a_cut_body_gives_blocks_of_its_own_or_is_refused(body: bytes, data: st.DataObject) -> None:
    found = attempt(body[: data.draw(st.integers(0, len(body)))])
    assert all(block in EXPECTED or block.section is None for block in found or [])


@given(st.sampled_from([page_html(PAGE), page_stream(PAGE)]), st.data())
def test_a_changed_body_gives_blocks_or_is_refused(body: bytes, data: st.DataObject) -> None:
    changed = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    for block in attempt(bytes(changed)) or []:
        assert block.component in WANTED
        assert block.section is None or block.section in SECTIONS


@given(st.binary())
def test_any_rows_give_blocks_or_are_refused(written: bytes) -> None:
    attempt(b"<html><script>__next_f" + written)
    attempt(b'1:{"id":"tools","c":"$2"}\n2:' + written)


@pytest.mark.parametrize(
    ("body", "page", "stream"),
    [
        (page_html(SHELL), True, False),
        (b"\xef\xbb\xbf\n<!doctype HTML>\n<script>self.__next_f", True, False),
        (b"<!DOCTYPE html><html>rankings</html>", False, False),
        (b'{"page": "<!DOCTYPE html>__next_f"}', False, False),
        (page_stream(SHELL), False, True),
        (b'1:"$Sreact.fragment"\n', False, True),
        (b'0:{"P":null}\n', False, True),
        (b'2:I[4,[],""]\n', False, True),
        (b':HL["/a.css","style"]\n', False, True),
        (b'{"a": 1}\n{"a": 2}\n', False, False),
        (b'["$", 1]', False, False),
        (b"date,model_permaslug,rank\r\n2025-11-03,a/x,1\r\n", False, False),
        (b"12:30,5\n", False, False),
        (b"1\n", False, False),
        (b"", False, False),
    ],
)
def test_the_forms_are_told_apart(body: bytes, page: bool, stream: bool) -> None:
    assert (is_page(payload(body)), is_stream(payload(body))) == (page, stream)


def test_a_shell_has_no_blocks() -> None:
    assert read(page_html(SHELL)) == read(page_stream(SHELL)) == []


def test_the_recorded_page_has_nine_blocks(shared: Path) -> None:
    body = gzip.decompress((shared / "data/page/2025-11-08.rankings.html.gz").read_bytes())
    assert is_page(payload(body))
    assert not is_stream(payload(body))
    sizes = [
        (block.section, block.component, len(next(iter(block.props.values()))))
        for block in read(body)
    ]
    assert sizes == [
        ("leaderboard", "ModelCharts", 52),
        ("leaderboard", "ModelRankingsTable", 344),
        ("market-share", "TokensByModelAuthorChart", 53),
        ("categories", "ModelRankingsChart", 15),
        ("natural-languages", "ModelRankingsChart", 26),
        ("programming-languages", "ModelRankingsChart", 30),
        ("tools", "ModelRankingsChart", 13),
        ("images", "ModelRankingsChart", 13),
        ("apps", "AppRankingsTable", 3),
    ]


def test_the_recorded_shell_is_a_page_without_blocks(shared: Path) -> None:
    name = "data/page/2026-05-21.rankings.empty-shell.html.gz"
    body = gzip.decompress((shared / name).read_bytes())
    assert is_page(payload(body))
    assert read(body) == []


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"\r\n \xef\xbb\xbf\n"])
@pytest.mark.parametrize("build", [page_html, page_stream])
def test_a_byte_order_mark_and_empty_lines_before_it_are_passed_over(
    build: Callable[..., bytes], before: bytes
) -> None:
    found = payload(before + build(PAGE))
    assert (is_page(found), is_stream(found)) == (build is page_html, build is page_stream)
    assert blocks(found) == EXPECTED

"""Tables of sites: read generously, judged strictly, written so that they come back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.binding.csv_sites import COLUMNS, decoded, read_sites, write_sites
from bot.binding.neighbours import OtherSite
from bot.binding.site_plan import Planned, RowKind, Standing, plan_sites
from bot.binding.site_rules import NewSite
from bot.errors import Refused

TAIPEI = NewSite("台北店", "taipei", "https://taipei.example.com", "02-2393", "001", "早餐", True)
PARENT = OtherSite("kojima", "小島咖啡", "https://bot.example.com/s/kojima")


def url_of(site: NewSite) -> str:
    return site.address or f"https://bot.example.com/s/{site.slug}"


def planned(text: str, *present: NewSite) -> list[Planned]:
    """What a table would do where these sub-sites are."""
    there = {site.slug: site for site in present}
    return list(plan_sites(read_sites(text), Standing(there, "kojima", [PARENT], url_of)))


def values(text: str) -> dict[str, str]:
    """The values of the only row."""
    (row,) = read_sites(text).rows
    return dict(row.values)


@pytest.mark.parametrize(
    "text",
    [
        "site,name,service_phone\ntaipei,台北店,0223930606\n",
        "\ufeffsite,name,service_phone\r\ntaipei,台北店,0223930606\r\n",
        "service_phone\tname\tsite\n０２２３９３０６０６\t台北店\tＴａｉｐｅｉ\n",
        '\n\n"name","site","service_phone"\n\n"台北店","taipei","0223930606"\n\n,,\n',
        "商家名稱;site;服務電話\n 台北店 ;taipei;0223930606",
        "Name,Site,Service Phone\n台\u200b北店,ta ipei,0223930606",
    ],
)
def test_a_table_is_read_however_it_was_made(text: str) -> None:
    expected = {"name": "台北店", "site": "taipei", "service_phone": "0223930606"}
    assert values(text) == expected


def test_unknown_columns_are_named_and_left_out() -> None:
    sheet = read_sites("site,name,Adress,members\na,A,https://x.example.com,3")
    assert sheet.unknown == ("Adress", "members")
    assert dict(sheet.rows[0].values) == {"site": "a", "name": "A"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing in it"),
        ("\ufeff \n,,\n", "nothing in it"),
        ("台北店,taipei\n高雄店,kaohsiung", "must name the columns"),
        ("site,name\n", "no site follows"),
        ("site,name,site\na,A,b", "Named twice"),
        ('site,name\na,"A', "quotes"),
        ("site\n" + "a\n" * 2001, "At most 2000"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_sites(text)


def test_a_row_is_numbered_as_a_spreadsheet_numbers_it() -> None:
    sheet = read_sites("\nsite,name\n\na,A\n\nb,B")
    assert [row.number for row in sheet.rows] == [4, 6]


@pytest.mark.parametrize(
    ("encoding", "language"),
    [("utf-8", "en"), ("utf-8-sig", "en"), ("utf-16", "en"), ("cp950", "zh_TW")],
)
def test_a_file_is_read_as_spreadsheets_save_it(encoding: str, language: str) -> None:
    text = "name,site\n台北店,taipei\n"
    assert decoded(text.encode(encoding), language) == text


def test_japanese_excel_is_read_for_who_reads_japanese() -> None:
    text = "name,site\n東京店,tokyo\n"
    assert decoded(text.encode("cp932"), "ja") == text


def test_a_picture_is_no_table() -> None:
    with pytest.raises(Refused, match="no text"):
        decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff", "zh_TW")


def test_what_was_written_is_read_back_the_same_and_computes_nothing() -> None:
    row = dict.fromkeys(COLUMNS, "") | {
        "name": '=HYPERLINK("https://evil.example.com"),"x"',
        "site": "taipei",
        "service_phone": "+886 2 2393",
    }
    text = write_sites([row])
    assert "'=HYPERLINK" in text
    assert values(text) == row


def test_rows_add_change_or_leave_be() -> None:
    text = (
        "site,name,service_phone\n"
        "taipei,台北店,02-2393\n"
        "tainan,台南店,06-1\n"
    )  # fmt: skip
    same, added = planned(text, TAIPEI)
    assert (same.kind, added.kind) == (RowKind.SAME, RowKind.ADD)
    (changed,) = planned("site,name,service_phone\ntaipei,台北車站店,02-2393\n", TAIPEI)
    assert changed.kind is RowKind.CHANGE
    assert [(one.column, one.old, one.new) for one in changed.changes] == [
        ("name", "台北店", "台北車站店")
    ]


def test_columns_the_table_lacks_and_an_empty_code_keep_what_there_is() -> None:
    (row,) = planned("site,rich_menu,redemption_code,active,name\ntaipei,,,,\n", TAIPEI)
    assert row.wanted == replace(TAIPEI, rich_menu="")


def test_a_changed_redemption_code_is_told_without_the_code() -> None:
    (row,) = planned("site,redemption_code\ntaipei,777\n", TAIPEI)
    assert [one.column for one in row.changes] == ["redemption_code"]
    assert "777" not in repr(row)
    assert "777" not in repr(row.facts)
    (gone,) = planned("site,redemption_code\ntaipei,-\n", TAIPEI)
    assert gone.kind is RowKind.CHANGE


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("台北店,,,", "short name"),
        ("台北店,台北,,", "small letters"),
        (",new,,", "name: "),
        ("小島,kojima,,", "parent site"),
        ("新店,new,http://new.example.com,", "https://"),
        ("新店,new,https://new.example.com#x,", "#"),
        ("新店,new,https://taipei.example.com/,", "台北店"),
        ("新店,new,https://taipei.example.com/new,", "inside"),
        ("新店,new,,maybe", "maybe"),
        ("新店,new,,yes,extra", "more cells"),
        (f"{'店' * 300},new,,", "300 characters"),
    ],
)
def test_a_wrong_row_says_why(row: str, said: str) -> None:
    (one,) = planned(f"name,site,address,active\n{row}\n", TAIPEI)
    assert one.kind is RowKind.WRONG
    assert said in " ".join(map(str, one.problems))


def test_rows_of_one_table_may_not_collide_either() -> None:
    text = (
        "name,site,address\n"
        "A,a,https://a.example.com\n"
        "B,a,\n"
        "C,c,https://a.example.com/\n"
    )  # fmt: skip
    first, again, same_place = planned(text)
    assert first.kind is RowKind.ADD
    assert "line 2" in str(again.problems[0])
    assert "A is already there" in str(same_place.problems[0])


@pytest.mark.parametrize(
    ("word", "active"), [("有效", True), ("No", False), ("0", False), ("Y", True)]
)
def test_active_is_read_in_many_words(word: str, active: bool) -> None:
    (row,) = planned(f"name,site,有效否\nA,a,{word}\n")
    assert row.wanted is not None
    assert row.wanted.active is active

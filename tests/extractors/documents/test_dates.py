from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents.dates import VIETNAM, parse_moment


@pytest.mark.parametrize(
    ("text", "at", "offset"),
    [
        ("Thứ bảy, 8/11/2022, 00:05 (GMT+7)", "2022-11-08T00:05:00+07:00", "+07:00"),
        ("08-11-2022 - 00:01 AM", "2022-11-08T00:01:00+07:00", None),
        ("08-11-2022 - 12:15 AM", "2022-11-08T00:15:00+07:00", None),
        ("15/03/2023 02:10 PM", "2023-03-15T14:10:00+07:00", None),
        ("15/03/2023 14:10 CH", "2023-03-15T14:10:00+07:00", None),
        ("2022-11-08T09:12:00.000 +07:00", "2022-11-08T09:12:00+07:00", "+07:00"),
        ("2022-11-08T09:12:00+0700", "2022-11-08T09:12:00+07:00", "+07:00"),
        ("2022-11-08T02:12:00Z", "2022-11-08T02:12:00+00:00", "+00:00"),
        ("2022-11-08T09:12:00.0000000", "2022-11-08T09:12:00+07:00", None),
        ("2022-11-08", "2022-11-08T00:00:00+07:00", None),
        ("15h39 ngày 4/11/2025", "2025-11-04T15:39:00+07:00", None),
        ("17:25 | 03/05/2023", "2023-05-03T17:25:00+07:00", None),
        ("14:05, Thứ Ba, 4/11/2025 (GMT+7)", "2025-11-04T14:05:00+07:00", "+07:00"),
        ("Điện Biên, ngày 05 tháng 10 năm 2021", "2021-10-05T00:00:00+07:00", None),
        ("Sat, 07 Mar 2026 08:00:00 +0700", "2026-03-07T08:00:00+07:00", "+07:00"),
        ("Sat, 07 Mar 2026 08:00:00 GMT+7", "2026-03-07T08:00:00+07:00", "+07:00"),
        ("Cập nhật: 25.08.2024", "2024-08-25T00:00:00+07:00", None),
        ("05:58' - 19/02/2025", "2025-02-19T05:58:00+07:00", None),
        ("Thứ năm, 09 Tháng 11 2023 09:12", "2023-11-09T09:12:00+07:00", None),
        ("lúc 06:30 6 tháng 8, 2025", "2025-08-06T06:30:00+07:00", None),
        ("Tháng Mười Một 27, 2025", "2025-11-27T00:00:00+07:00", None),
        ("26 thg 11, 2025", "2025-11-26T00:00:00+07:00", None),
        ("21/05/2025; 16:30", "2025-05-21T16:30:00+07:00", None),
        ("05/09/2025 7:22 chiều", "2025-09-05T19:22:00+07:00", None),
        ("12:10 trưa 05/09/2025", "2025-09-05T12:10:00+07:00", None),
        ("lúc 16 giờ 30 phút, ngày 21/05/2025", "2025-05-21T16:30:00+07:00", None),
        ("14 Tháng Ba, 2025", "2025-03-14T00:00:00+07:00", None),
        ("Ngay 12 thang 11 nam 2024, 14 gio 35", "2024-11-12T14:35:00+07:00", None),
        ("2024/11/12 14:35", "2024-11-12T14:35:00+07:00", None),
        ("4 tháng 4,2023", "2023-04-04T00:00:00+07:00", None),
        ("Tue Nov 12 00:00:00 GMT 2024", "2024-11-12T00:00:00+07:00", None),
        ("Tue Nov 12 14:35:09 ICT 2024", "2024-11-12T14:35:09+07:00", None),
        ("Tue Nov 12 07:35:00 GMT 2024", "2024-11-12T07:35:00+00:00", "+00:00"),
        ("November 12, 2024 2:35 pm", "2024-11-12T14:35:00+07:00", None),
        ("12/Nov/2024", "2024-11-12T00:00:00+07:00", None),
        ("12-Th11-2024", "2024-11-12T00:00:00+07:00", None),
        ("27/11/2025 (08:15)", "2025-11-27T08:15:00+07:00", None),
        ("08:15 (27/11/2025)", "2025-11-27T08:15:00+07:00", None),
        ("Thứ 5, 27/11/2025 | 08:15:23 [GMT +7]", "2025-11-27T08:15:23+07:00", "+07:00"),
        # no month 27: the American order
        ("11/27/2025 8:15:00 AM", "2025-11-27T08:15:00+07:00", None),
        # the weekday says that the month stands first
        ("T3, 11/12/2024 - 14:35", "2024-11-12T14:35:00+07:00", None),
        ("Thứ tư, 11/12/2024 - 14:35", "2024-12-11T14:35:00+07:00", None),
        ("Chủ nhật, 11/10/2024", "2024-11-10T00:00:00+07:00", None),
    ],
)
def test_times_as_pages_print_them(text, at, offset):
    moment = parse_moment(text)
    assert (moment.at.isoformat(), moment.offset) == (at, offset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "hôm qua",
        "31/02/2025",
        "45/13/2025",
        "20251104",
        "1137/QĐ-UBND",
        "4/11",
        "9.876.2025",
        "tháng 11 2025",
    ],
)
def test_what_is_no_time(text):
    assert parse_moment(text) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)))
def test_what_a_page_prints_is_read_back(moment):
    moment = moment.replace(microsecond=0, tzinfo=VIETNAM)
    assert parse_moment(moment.isoformat()).at == moment
    assert parse_moment(f"{moment:%d/%m/%Y %H:%M:%S}").at == moment
    assert parse_moment(f"{moment:%H:%M:%S, %d-%m-%Y}").at == moment


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    parse_moment(text)

"""Which place a claim speaks of.

Belongs here: the choice among the places of a sentence and its context. Does not belong here: which
unit a name means (`places`).

The place of a clause holds for its numbers; over sentences it holds until another takes over; where
nothing was named it is the place of the article as a whole.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from extractors.language.clauses import View, Window, within
from extractors.language.meaning import Claim
from extractors.language.places import DocumentPlaces, PlaceMention
from extractors.language.places.mentions import LEVEL_OF_TYPE, is_person
from extractors.language.places.register import DEPTH

#: a place that only serves as a yardstick or a rank
_YARDSTICK = regex.compile(
    r"(?r)(?:so với|(?:khác|trái|ngược) với|không như"
    r"|bình quân|trung bình|mức|nhất|đứng|thứ \d+|thứ \p{L}+|tốp|top|nhóm|hơn|(?:đầu|cuối) bảng"
    r"|(?:dẫn|đi) đầu|giáp(?: ranh)?|cạnh|gần|sát|cách"
    r"|(?:đứng|xếp|thứ)\b[^,;.]{0,40} sau)(?: chung| của| trong| bhxh| bưu điện| cơ sở|"
    r" mức| tỷ lệ| đầu| bình quân| mặt bằng| \p{L}+ nhất)*\s*$"
)
#: what a unit was made of, or an office looks after: `Xã Thọ Long, vốn gồm các xã Thọ Lộc, Xuân Phong cũ, …`
_FORMED_OF = regex.compile(
    r"(?:[,(] ?(?:(?:vốn|nay|mới) (?:bao )?gồm|(?:vốn |được |mới |nay |nơi |từng |là )*"
    r"(?:(?:sáp|hợp) nhập|hợp nhất|hình thành|thành lập|trung tâm|trực thuộc|thuộc))"
    r"|[-–,(] ?(?:đơn vị |nơi )?(?:phụ trách|quản lý))"
    r" (?:(?! [-–] )[^;.()%\d])*$"
    r"|\b(?:(?:sáp |hợp )?nhập|hợp nhất|gộp|ghép)(?: lại)?(?: chung)? (?:với|cùng|vào|về) (?:\p{L}+ ){0,2}$"
    r"|\b(?:tách|chia)(?: ra)? (?:từ|khỏi) (?:\p{L}+ ){0,2}$"
)
#: `xã Ba Vì (không phải huyện Ba Vì của Hà Nội)`
_NOT_THAT = regex.compile(r"\((?:không phải|khác)\b[^()]*$")
_GIVER = regex.compile(
    r"\s*(?:đã |vừa |tạm |sẽ )*(?:giao|phân bổ|ấn định|đặt hàng)(?! lưu)"
    # who hands its own target on to those below: the number is its own
    r"(?![^,;.\d]* (?:đến|tới|về|cho) (?:từng |các |mỗi )*"
    r"(?:khóm|ấp|thôn|bản|tổ|xóm|đại lý|nhân viên|cán bộ)\b)"
)
#: `đạt 100% kế hoạch của BCĐ tỉnh`: who gave the target
_GIVER_BEFORE = regex.compile(
    r"(?r)%(?: so với)? (?:kế hoạch|chỉ tiêu)(?: của| do)?"
    r" (?:bcđ|ban chỉ đạo|ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân) $"
)
#: `Sau khi An Giang và Kiên Giang về một nhà, chúng tôi quản lý …`: what was made one, and is no more apart
_MADE_ONE_BEFORE = regex.compile(
    r"\b(?:sau|trước|từ|kể từ)(?: khi| ngày)?(?: \p{L}+){0,8}(?: và \p{L}+(?: \p{L}+){0,4})? $"
)
_MADE_ONE_AFTER = regex.compile(
    r"(?:(?: và|,) \p{L}+(?: \p{L}+){0,4})? (?:về (?:một|chung|cùng)|(?:được )?(?:sáp|hợp) nhập"
    r"|(?:được )?hợp nhất|chung một)\b[^,;.()\d]*,"
)
#: "tỉnh hỗ trợ thêm 20% mức đóng": who pays
_SUPPORTER = regex.compile(r"\s*(?:đã |sẽ )?hỗ trợ")
_ADJACENT = regex.compile(r"[\s(:–-]*(?:đạt|là|có|ước|:|được|với|\(|tăng|giảm)*[\s(:]*")
#: `xã mới đạt 87,4%`, `của huyện (55 người)`
_SPOKEN_OF = regex.compile(
    r"(?: hiện| đã| mới| chỉ| còn| cũng| đang| vẫn)*[\s(:–-]*"
    r"(?:đạt|là|có|được|chiếm|thêm|vận động|phát triển)?(?: được| mới| thêm)?[\s(:]*"
)
_AGENCY = regex.compile(
    r"(?r)(?:bhxh|bảo hiểm xã hội|bưu điện|ubnd|ủy ban nhân dân|đảng ủy|hđnd|công an|liên đoàn lao động)\s+$"
)
_OWN_NUMBER = regex.compile(
    r"\s*\(?(?:là |đạt |có )?|\s*\((?:\p{L}+ ){1,2}"
    r"|(?: (?:liền|giáp|kế|sát|lân|bên) \p{L}+)?, nơi (?:\p{L}+ ){0,8}"
)
_NOT_ITS_OWN = regex.compile(
    r"(?:kế hoạch|chỉ tiêu|mục tiêu|nhất|đứng|xếp|thứ|tốp|top|nhóm|bảng)(?: \p{L}+){0,4} (?<!sau )$"
)
_AVERAGE = regex.compile(r"(?<!(?:hơn|so với) (?:mức )?)(?:bình quân|trung bình)(?: \p{L}+){0,2} $")
#: `cao hơn mức bình quân chung của tỉnh là 89,6%`: with a verb of its own
_COMMON_RATE = regex.compile(r"\b(?:bình quân|trung bình|(?:mức|tỷ lệ) chung|mặt bằng)(?: \p{L}+){0,2} $")
_IS = regex.compile(r"\b(?:là|đạt|ở mức)\b")
#: `bình quân của tỉnh Bắc Giang ở cùng thời điểm là 98%`
_AVERAGE_IS = regex.compile(r" (?:[^,;.()]{1,40} )?(?:là|đạt|ở mức|tăng|giảm|chỉ|mới)(?: \p{L}+)? ")
#: `Với 2.017 người tham gia, Chi Lăng vươn lên thứ ba`
_HEADS = regex.compile(r"\W*(?:với|có|đạt)\b[^,;]*, ")
#: Before where people sit who follow a meeting held elsewhere: `Tại điểm cầu Hà Nội, Vietnam Post …`
_VENUE = "điểm cầu "
#: `Anh Tuấn, quê ở Giao Thủy, …`
_BORN_AT = regex.compile(r"\bquê(?: gốc)?(?: ở| tại)? $")
#: all of BHXH, of the country or of the article's province
_WHOLE_BRANCH = regex.compile(r"\btoàn (?:ngành|hệ thống)\b")
#: `…, theo số liệu do huyện Yên Lập đưa ra`: who tells a number that has no other place
_TOLD_BY = regex.compile(r"\btheo (?:số liệu|thống kê|báo cáo|thông tin)\b[^;]*$")
_BRACKET = regex.compile(r" ?\((?:ở |tại |của |riêng )?")
_JOINED = regex.compile(r"\s*(?:và|,)\s*")
_UNITS = ("tỉnh", "huyện", "quận", "xã", "phường", "thị trấn", "đặc khu", "vùng", "địa phương", "nơi")
_VILLAGES = ("làng", "bản", "thôn", "ấp", "buôn", "xóm", "khóm", "sóc", "khu phố", "khu dân cư", "tổ dân phố")
#: `Ba tỉnh cộng lại có …`, `cả hai huyện đều đạt …`: units that are counted, not named; further from their
#: verb at the head of a clause: `Tính chung 11 huyện, thành phố, đến hết tháng 6 có …`
_COUNTED = regex.compile(
    r"(?<![\d/])(?<!\b(?:ở|tại|trên|của|sau|trước|từ|cuối|đầu|trong|tháng|quý|năm|ngày|với|cho|vì|do|giao"
    r"|yêu cầu|đề nghị|%) )"
    r"(?P<head>(?<=^\W*|[;:“\"(] ?|, (?=các )|\b(?:tính|cộng|chung|lại|riêng|cả|còn),? ))?"
    r"(?P<units>(?:cả |tất cả )?(?:hai|ba|bốn|sáu|bảy|tám|chín|mười|các|\d{1,3})"
    rf" (?:{'|'.join(_UNITS)})"
    r"(?:,? (?:thành phố|thị xã|thị trấn|phường|xã|huyện))*)"
    r"(?(head)(?:,? (?!có |đạt |được |còn )[\p{L}\d/.]+){0,8}?|(?: (?!có |đạt |được |còn )\p{L}+){0,3}?)"
    r" (?:có|đạt|được|còn|là|tăng|giảm|vượt|phát triển|vận động|thực hiện|hoàn thành|thu hút)\b"
)
#: … what they have in common: `Mục tiêu chung của hai tỉnh là …`
_IN_COMMON = regex.compile(
    r"\b(?:của|cho) (?P<units>(?:cả )?(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|[2-9])"
    rf" (?:{'|'.join(_UNITS)}))(?: (?:này|trên|nói trên|kể trên)\b|(?: \p{{L}}+){{0,2}} (?:là|đạt)\b)"
)
#: … with one more by name: `Tính cả 5 xã nói trên cùng với phường Yên Bái, …`
_COUNTED_WITH = regex.compile(
    rf"\b(?:tính|cộng|gộp|kể)(?: chung)? cả (?P<units>[^;.]*\b(?:{'|'.join(_UNITS)})\b[^;.]{{0,20}}"
    r"(?:cùng với|cùng|và) (?:\p{L}+ )?)$"
)
#: … in one office: `BHXH liên huyện Cẩm Khê - Yên Lập đã vận động được …`
_SHARED_OFFICE = regex.compile(r"\b(?P<units>liên (?:huyện|xã) [^,;.()]{2,40} ?[-–] ?)$")
#: `Gộp lại, tỉnh mới sẽ bắt đầu với …`: what was told of several before
_ADDED_UP = regex.compile(r"\W*(?P<units>(?:tính |cộng )?(?:gộp|cộng)(?: cả)?(?: hai| ba)?(?: lại| chung))\b")
#: `có huyện đã đạt 97%`, `Huyện thấp nhất còn gần 19.000 người`: one that goes unnamed
_SOME_UNIT = regex.compile(
    r"(?:^|[:,;“\"(]|\b(?:lại|cũng|nhưng|vẫn)) ?có (?P<unit>huyện|quận|xã|phường|tỉnh|địa phương|nơi)"
    r" (?:đã|mới|chỉ|còn|vẫn|hiện|đạt|chưa|báo cáo|thiếu|được|có|tới)\b"
    r"|(?<!\p{L} )(?P<unit>(?:huyện|quận|xã|phường|tỉnh|địa phương|nơi)"
    r" (?:thấp|cao|ít|nhiều|kém|khá) nhất) (?:mới|chỉ|còn|vẫn|cũng|đạt|có|là)\b"
)
_REGION = regex.compile(
    r"\b(?:toàn|cả) (?:khu vực|vùng|miền)\b"
    r"|(?<!\p{L} )khu vực (?=(?:phấn đấu|đặt mục tiêu|đạt|có|hiện)\b)"
    r"|\bliên (?:huyện|xã)\b|\bbưu điện trung tâm \d+"
    r"|\b(?:bhxh|bảo hiểm xã hội) khu vực(?: [ivx]+)?\b"
    r"|\bcác (?:xã|phường|huyện|đơn vị|địa phương)(?: \p{L}+){0,2}? (?:phía|vùng|miền) (?:bắc|nam|đông|tây)"
    r"(?: (?:tỉnh|huyện|thành phố))?\b"
    r"|\b(?:khu vực|vùng|các tỉnh|\d+ tỉnh)(?:,? thành(?: phố)?)?"
    r"(?: thuộc| vùng| khu vực| duyên hải| miền núi)*"
    r" (?:miền (?:bắc|trung|nam|tây|đông)|tây nguyên|(?:tây |đông )?(?:nam|bắc) (?:trung )?bộ"
    r"|tây bắc|đông bắc|đồng bằng sông (?:hồng|cửu long)|đbscl|trung du|phía (?:bắc|nam))"
    r"(?: ?[-–] ?tây nguyên| và tây nguyên| và miền núi phía bắc)?"
    r"|(?:(?<=\b(?:ở|tại|khắp|của) )|^)(?:tây nguyên|(?:tây |đông )?(?:nam|bắc) (?:trung )?bộ|tây bắc|đbscl"
    r"|đồng bằng sông (?:hồng|cửu long))\b(?! (?:tỉnh|huyện|thành phố|của))"
)
#: A village is no unit, nor is its number the commune's: `Làng Bi còn có 19 người`, `cả bản được 7 người`
_VILLAGE = regex.compile(
    r"(?:^\W*|[,;:“\"(] ?|\b(?:và|còn|riêng|cả|toàn) )"
    rf"(?P<units>(?:{'|'.join(_VILLAGES)})(?P<name>(?: (?!có |đã |được )[\p{{L}}\d'’]+){{0,3}}?))"
    r"(?: (?:hiện|đã|mới|chỉ|còn|cũng|vẫn|đang|có|đạt|được|vận động|phát triển|thêm|tới)){1,4} $"
)
#: … further from the number: `Trong thôn Nà Tẻng, có 22 người`, `một thôn của xã Như Xuân có 31 người`
_AT_A_VILLAGE = regex.compile(
    r"(?:^\W*(?:có )?|[;:“\"(] ?(?:có )?|\b(?:riêng|còn|(?:trong đó|đặc biệt|điển hình),?) "
    r"|, (?=(?:tại|ở|trong) ))(?:(?:tại|ở|trong|riêng) )?"
    rf"(?P<units>(?P<one>(?:cả|toàn|một) )?(?:{'|'.join(_VILLAGES)})\b(?! (?:sơn|trăng)\b))(?: như)?"
)
#: … behind it: `87% người dân trong làng`
_OF_THE_VILLAGE = regex.compile(
    r"\s*(?:(?!ở|tại|trong|của)\p{L}+ ){0,3}(?:ở|trong|của) "
    rf"(?P<units>(?:cả )?(?:{'|'.join(_VILLAGES)}))\b(?! khác)"
)
#: Nor is a school a unit, a cooperative, a club: `Trường THPT Ea Rốk (huyện Ea Súp) còn 214 học sinh`
_BODIES = (
    "trường", "đại học", "cao đẳng", "học viện", "hợp tác xã", "htx", "tổ ", "chi hội", "chi bộ", "clb",
    "câu lạc bộ", "giáo xứ", "họ đạo", "nghiệp đoàn", "chợ", "bến ", "cảng", "xưởng", "nhà máy", "xí nghiệp",
    "công ty", "khu công nghiệp", "kcn", "khu trọ", "khu nhà trọ", "xóm trọ", "trang trại", "phân hội",
    "đội ", "khu tái định cư", "đồn biên phòng", "nông trường", "lâm trường",
)  # fmt: skip
_AT_A_BODY = regex.compile(
    r"(?:^\W*|[;:“\"(] ?|, (?=trường )"
    r"|\b(?:riêng|còn|như|ngược lại|trong khi đó|(?:đặc biệt|điển hình)(?: là)?),? "
    r"|, (?=(?:tại|ở|trong) ))(?:(?:tại|ở|trong|riêng) )?"
    r"(?P<units>(?:trường (?:thpt|thcs|th|ptdt\w*|tiểu học|mầm non|đại học|đh|cao đẳng|cđ|trung cấp|trung học"
    r"|phổ thông|dân tộc|liên cấp|chính trị|quân sự)|(?:đại học|cao đẳng|học viện) (?=\p{L})"
    r"|(?:mô hình |tổ )?(?:hợp tác xã|htx|tổ hợp tác|chi hội|câu lạc bộ|clb|giáo xứ))"
    r"(?: (?!có |đã |được |còn |mới |đạt |vận động |hiện |nay |trên |cũng |nhiều |vẫn |chỉ |với |là |tổ chức "
    r"|số (?!\d)|tỷ lệ |tham gia |phấn đấu |phát triển |đăng ký )[\p{L}\d'’-]+){0,9})"
)
#: … a market, a port, a workshop, right before what it has: `riêng bến cá có 17 ngư dân`
_A_BODY_HAS = regex.compile(
    r"(?:^\W*|[,;:“\"(] ?|\b(?:và|còn|riêng|cả|toàn|như|trong đó|ngược lại) )(?:(?:tại|ở|trong|riêng) )?"
    r"(?:(?:tiểu thương|ngư dân|công nhân|lao động|hội viên|thành viên|xã viên|bà con|người)(?: buôn bán)?"
    r" (?:của|ở|tại|trong) )?"
    r"(?P<units>(?:chợ|bến (?:cá|xe|tàu|đò|ghe|phà)|cảng(?: cá)?|xưởng|nhà máy|xí nghiệp|(?<!tổng )công ty"
    r"|nông trường|lâm trường|nghiệp đoàn|chi bộ|họ đạo|khu (?:công nghiệp|trọ|nhà trọ|tái định cư)|kcn"
    r"|xóm trọ|trang trại|phân hội|đội (?:tàu|xe|thuyền)|đồn biên phòng"
    r"|(?<=riêng )tổ(?! chức)|hợp tác xã|htx|tổ hợp tác|chi hội|câu lạc bộ|clb|giáo xứ)\b"
    r"(?: (?!có |đã |được |còn |mới |đạt |hiện |nay |cũng |vẫn |chỉ |với |là |nên |vắng |đông |ghi nhận "
    r"|chiếm )[\p{L}\d'’.-]+){0,10})(?:, (?:nơi|vốn|một|là) [^,;]{0,80},)?"
    r"(?:,? ?\b(?:hiện|đã|mới|chỉ|còn|cũng|vẫn|đang|nay|có|đạt|được|ghi nhận|chiếm|góp|đóng góp|thêm|tới|là"
    r"|thì|với|thu hút)\b){0,6}[ ,:(]*$"
)
#: `Chi hội trồng tiêu xã Kim Long` is of the commune, as few as it may count
_CLUB = regex.compile(r"chi |câu lạc bộ|clb|hợp tác xã|htx|tổ hợp tác")
_SCHOOL = regex.compile(r"trường|đại học|cao đẳng|học viện")
#: … behind it: `41 chị của chi hội`
_OF_THE_BODY = regex.compile(
    r"\s*(?:(?!ở|tại|trong|của)\p{L}+ ){0,3}(?:ở|trong|của) "
    r"(?P<units>(?:nhà )?trường|hợp tác xã|htx|tổ hợp tác|chi hội|câu lạc bộ|clb|giáo xứ)\b(?! khác| hợp)"
)
#: `Bản ông có 17 người`, `Sóc của ông có 7 người`
_WHOSE = regex.compile(r" (?:của )?(?:ông|bà|anh|chị|tôi|mình|chúng tôi|nhà|họ)\b")
_VILLAGE_NAME = regex.compile(r"(?: số(?= \d))?(?: (?:\p{Lu}[\p{L}'’]*|\d+))+")
_WHERE_IT_LIES = regex.compile(r" ?\(|, |,? (?:của|thuộc|ở) ")
_PART_BEFORE = regex.compile(
    r"\b(?:chủ yếu|tập trung|nhất là|nhiều nhất|trong đó|điển hình|chẳng hạn|ví dụ|đặc biệt|phần lớn|riêng)\b"
)
_PART_INTRODUCED = regex.compile(r"\b(?:trong đó|riêng)\b[^,;:.()\d]*$")
_TYPED_NAME = regex.compile(
    r"\b(?i:xã|phường|thị trấn|huyện|thị xã|quận|đặc khu) (?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)+"
    r"|(?!H['’])(?:\p{Lu}\p{L}* )?\p{Lu}\p{L}*['’]\p{L}+)"
)
_NEXT_CLAUSE = regex.compile(r"[;\d]")
#: `Thực hiện kế hoạch của UBND tỉnh Nghệ An, UBND xã Đô Lương báo cáo …`: on whose word it is done
_SETTING = regex.compile(
    r"\W*(?:(?:tiếp tục|nhằm|để) )?(?:thực hiện|căn cứ|triển khai|hưởng ứng|thi hành|theo|trên cơ sở)"
    r"(?: \p{L}+){0,2} (?:kế hoạch|chỉ đạo|công văn|quyết định|nghị quyết|hướng dẫn|văn bản|chương trình"
    r"|chỉ thị|lời kêu gọi|đợt phát động)\b[^,;]*, ?"
)
#: between a number and a type word behind it, which is then only what it is measured by
_RANK = regex.compile(
    r"\b(?:nhất|đứng|thứ|xếp|tốp|top|bình quân|trung bình|so với|hơn|kém|chung|mức|đầu|cuối)\b"
)
#: a type word alone
_TYPE_ALONE = regex.compile(
    rf"(?<!\p{{L}})(?P<type>{'|'.join(LEVEL_OF_TYPE)})(?!\p{{L}})"
    # no other word, nor several or any
    r"(?! (?:hội|viên|luận|giao|tắc|ủy|uỷ|lộ|lỵ|lẻ|đoàn|khác|nào|nông thôn|biên giới|đảo|vùng|miền|nghèo"
    r"|điểm)\b"
    r"|[,/] ?(?:phường|xã|thị trấn|huyện|quận|thành phố|thị xã)\b)"
)
#: … before it: several or any, an agency of several, a rank among others
_ANY_OF_THEM = regex.compile(
    r"(?r)(?:\b(?:(?:các|những|mỗi|từng|mọi|nhiều|một số|bao nhiêu|\d+)(?: \p{L}+){0,4}"
    r"|cấp|số|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|ngoại|nội|liên|là|lên|tuyến|văn hóa|hợp tác) "
    r"|% |[,/] ?)$"
)
#: … behind the number: whose people they are, or who says so
_ITS_PEOPLE = regex.compile(
    r"(?r)(?:\b(?:dân số|người dân|dân|trên toàn|trên|khắp|toàn|trong|thuộc)(?: địa bàn)?(?: toàn)? "
    r"|[”\"],? [^;.]{0,80}? )$"
)
#: `“Chúng tôi giao mỗi xã 20 người”, đại diện BHXH huyện cho hay`: who speaks of what is theirs
_UNQUOTED = regex.compile(r"[”\"], [^;.”\"]{0,80}$")
_SAYS = regex.compile(
    r" (?:cho (?:hay|biết|rằng)|nói|chia sẻ|thông tin|khẳng định|nhấn mạnh|trao đổi|tính)\b"
)
_PLURAL = regex.compile(r"(?:các|những|hai|ba|bốn|2|3|4) (?:\p{L}+ |[^,;.]{0,40} (?:như|là|gồm) )?$")
_INTRODUCED = regex.compile(
    r"(?:(?:tại|ở|trên(?: địa bàn)?|của|thuộc|trong|toàn|cho|mà)(?: \p{L}+){0,2}|\b(?:người )?dân)\s*$"
)


#: a name of two to four words, without the word that opens its sentence
_NAME = regex.compile(
    r"(?<!\p{Lu}\p{Ll}* )\b(?:(?:Là|Tại|Ở|Về|Còn|Riêng|Với|Sang|Đến|Từ|Nhưng|Và|Trong|Như|Cả|Nhờ|Khi|Nếu|Theo"
    r"|Do|Chỉ|Nay|Ngay) )?"
    r"(?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,3})\b(?! \p{Lu})"
)
#: rules that say what a place may be, not that there is none
_IN_DOUBT = (
    "unit_of_another_level",
    "unit_that_goes_unnamed",
    "name_that_may_be_a_place",
    "either_of_two_places",
    "article_or_part_just_named",
    "article_or_place_named_later",
)
#: … and what the next sentence goes on with as well: `Toàn khu vực có 341.200 người. Tỷ lệ bao phủ là …`
_GOES_ON_OPEN = (*_IN_DOUBT, "area_that_is_no_unit", "goes_on_with_the_number_before")
#: for so many mentions a place that may have taken over is looked for
_LOOKED_BACK = 20
#: so far into a sentence without figures stands what it speaks of
_HEAD = 45


class Found(NamedTuple):
    """The mention chosen for a claim; `source` is place_source of the contract."""

    mention: PlaceMention | None
    source: str | None
    rule: str
    text: str | None = None  # one number for several places or a region: as written, place left open
    several: tuple[PlaceMention, ...] = ()  # those several places; without a text: one of them, left open
    listed: bool = False  # the sentence gave each of several places its number


class Scope:
    """The place a text speaks of, from sentence to sentence."""

    def __init__(self, places: DocumentPlaces):
        self._mentions = places.mentions
        self._places = places
        home = self.home = places.home(None)
        self._home_id = home.place_id if home is not None else None
        # nothing is known of an article without a place of its own: what it names in passing holds for no
        # further paragraph
        self._home_level = DEPTH[home.level] if home is not None and home.level else 0
        self._next = 0
        self.current: PlaceMention | None = None
        self._line = 0
        self._spoken_on: int | None = None  # the line whose figures spoke of `current`
        self._listed = False  # the last sentence listed several places
        #: a name with a type word that the register does not have, of which the paragraph speaks
        self.unknown: str | None = None
        #: what the sentence before left in doubt: the next one, which names no place, goes on with it
        self.open: Found | None = None
        self._counted_to = 0  # the end of the last sentence with figures
        self._part: tuple[int, PlaceMention] | None = None  # line of a figure that may be of it, and it
        self.since = 0  # where in its sentence the number before the claim ends
        self._usable: tuple[list[PlaceMention], list[PlaceMention]] | None = None

    def enter(self, start: int, end: int, line: int, key: str) -> list[PlaceMention]:
        """Mentions of the sentence at [start, end) of the document's match key; call in order of the text."""
        if line != self._line:
            self.unknown = self.open = None
            # a new paragraph speaks of the article's own place again, unless it plainly goes on
            if self._listed or self._is_elsewhere() and not _GOES_ON.match(key, start, end):
                self.current = None
            self._line = line
        while self._next < len(self._mentions) and self._mentions[self._next].start < start:
            self._next += 1
        here = []
        for mention in self._mentions[self._next :]:
            if mention.start >= end:
                break
            here.append(mention)
        return here

    def leave_unknown(self, here: list[PlaceMention], key: str, start: int, last: Found | None) -> None:
        """`Về xã Nhân Hậu, huyện Lý Nhân, …`, a commune nobody knows: what comes is not of the district."""
        if last is not None:
            self.unknown = last.text if last.rule == "name_that_is_no_known_unit" else None
            return
        end = here[0].start - start if here else len(key)
        text = self._places.text[start : start + len(key)]
        span = _unknown(text, 0, min(end, 45), [])
        if span is not None:
            self.unknown = text[slice(*span)]
        elif here:
            self.unknown = None
        if not here:
            self._leave_unread(here, key, start)

    def _leave_unread(self, here: list[PlaceMention], key: str, start: int) -> None:
        """`Vũ Quý có chợ lớn. Tổ ra quân tại đây vận động được …`: it speaks of what may be a commune."""
        head = min((m.start - start for m in here), default=len(key))
        unread = self.unread_name(start, min(head, _HEAD), here)
        if unread is not None:
            name = self._places.text[start + unread[0] : start + unread[1]]
            self.open = Found(None, "stated", "name_that_may_be_a_place", name)

    def usable(self, here: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
        """Those of a sentence's mentions that its figures may speak of; asked for each figure, made once."""
        if self._usable is None or self._usable[0] is not here:
            second = _second_yardsticks(here, key, start)
            kept = [m for m in here if m not in second and _usable(m, key, start)]
            self._usable = here, _without_parents(kept, key, start)
        return self._usable[1]

    def _is_elsewhere(self) -> bool:
        """Is the place spoken of a part of the article's own, or one beside it?"""
        if self.current is None:
            return False
        level = DEPTH.get(self.current.level, 0)
        if level > self._home_level or self.current.old:
            return True
        return level == self._home_level and self._places.resolve(self.current).place_id != self._home_id

    def part_named_since(self, start: int) -> PlaceMention | None:
        """A unit that this paragraph named since it spoke of the province or the country: it may go on so.

        `Hà Giang khó hơn. Bản Péo là xã xa nhất huyện Hoàng Su Phì. … Cả xã …`
        """
        now = DEPTH.get(self.current.level, 9) if self.current is not None else 9
        if now > 1 and (now > 2 or self._spoken_on is not None):
            return None
        begin = max(self._places.line_start(start), self.current.end, self._counted_to)
        found = None
        for mention in reversed(self._mentions[: self._next]):
            if mention.start < begin:
                break
            if mention.kind != "ellipsis" and DEPTH.get(mention.level, 0) > max(now, 1):
                if found is not None and now > 1 and mention.text != found.text:
                    return None  # several are a list: `đi về các xã A, B và C`
                found = found or mention
        return found

    def unread_name(self, start: int, end: int, here: list[PlaceMention]) -> tuple[int, int] | None:
        """Span of a name, up to `end` of the sentence, that may be a unit's and was not read as one.

        `Trong các phường, Châu Văn Liêm có kết quả cao nhất`: what it tells is hardly of the district.
        """
        about = self._places.resolve(self.current) if self.current is not None else self._places.home()
        if about is None or about.province_2025 is None:
            return None
        known = [(m.start - start, m.end - start) for m in here]
        text = self._places.text[start : start + end]
        for match in _NAME.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in known):
                continue
            if self._places.may_be_part(start + match.start("name"), match["name"], about):
                return match.span("name")
        return None

    def rival(self, goes_further: bool) -> PlaceMention | None:
        """A place of the level of the one spoken of, or below it, that was named since.

        It may have taken over where no figure spoke of the other, or the sentence goes on to another place.
        """
        now = self.current
        if now is None or self._spoken_on is not None and not goes_further:
            return None
        if self._places.resolve(now).place_id == self._home_id:
            return None
        level, name = DEPTH.get(now.level, 9), now.text.casefold()
        found = None
        for mention in reversed(self._mentions[max(0, self._next - _LOOKED_BACK) : self._next]):
            if mention.start <= now.end:
                break
            if mention.kind == "ellipsis" or DEPTH.get(mention.level, 0) < level:
                continue
            if mention.text.casefold() in name:
                continue
            if found is not None and mention.text != found.text:
                return None  # several are a list: `đi về các xã A, B và C`
            found = mention
        return found

    def part_just_named(self, key: str, start: int) -> PlaceMention | None:
        """The part of the article's province named last in this paragraph, or in the one it goes on with.

        `Ngoài đảo Phú Quý, … 83% dân số đã có thẻ`: the article's place is then no more likely than the part.
        """
        before = self._mentions[self._next - 1] if self._next else None
        if before is not None and self._part == (self._line, before):
            return before  # its paragraph goes on
        begin = self._places.line_start(start)
        if _GOES_ON.match(key) and start == begin:
            begin = self._places.line_start(begin - 1)
        if self._home_level != 1 or before is None or before.start < begin:
            return None
        if DEPTH.get(before.level, 0) < 2 or not before.candidates:
            return None
        self._part = self._line, before
        return before

    def goes_on(self, mention: PlaceMention) -> bool:
        """Does it take up what a figure of the same paragraph spoke of: `A có 5 người. Tỉnh phấn đấu …`?"""
        if self.current is None or self._spoken_on != self._line:
            return False
        return mention.antecedent is not None and mention.antecedent == self.current.start

    def takes_name_of_nothing_known(self, mention: PlaceMention, start: int) -> bool:
        """Is it a type word whose antecedent stands before a name that may be a place, and was not read?"""
        if self.open is None or self.open.rule != "name_that_may_be_a_place" or mention.kind != "ellipsis":
            return False
        if self.open.text.casefold() in mention.text.casefold():
            return False
        return mention.level in ("district", "commune") and (mention.antecedent or 0) < start

    def _only_speaks(self, mention: PlaceMention, key: str, start: int) -> bool:
        """`Theo chị Lan, Trưởng phòng BHXH tỉnh Lào Cai, …` in a text on one of its districts."""
        if mention.kind != "organisation" or not 0 < DEPTH.get(mention.level, 0) < self._home_level:
            return False
        return _OFFICER_OF.search(key, 0, mention.start - start) is not None

    def _host(
        self, venue: PlaceMention | None, named: list[PlaceMention], key: str, start: int
    ) -> PlaceMention | None:
        """Who holds what is held at a part of it: `Tại phường Quy Nhơn, UBND tỉnh Gia Lai tổ chức …`."""
        if venue is None or venue.kind != "unit" or _AT.search(key, 0, venue.start - start) is None:
            return None
        for other in named:
            if other.start <= venue.end or other.kind != "organisation":
                continue
            if 0 < DEPTH.get(other.level, 9) < DEPTH.get(venue.level, 0) and _HOLDS.match(
                key, other.end - start
            ):
                return other
        return None

    def _narrows(self, mention: PlaceMention) -> bool:
        """Is the place a part of the one spoken of so far?"""
        levels = DEPTH.get(mention.level, 0), DEPTH.get(self.current.level, 9) if self.current else 9
        return levels[0] > levels[1] or levels[0] == levels[1] and mention.old

    def leave(
        self, here: list[PlaceMention], key: str, start: int, line: int, last: Found | None = None
    ) -> None:
        """The sentence is over: what its figures spoke of, else what it named, may hold for the next one."""
        self.leave_unknown(here, key, start, last)
        if last is not None:
            self._counted_to = start + len(key)
            self.open = None
        if last is not None and last.listed:
            return  # a list of places does not take over from what was spoken of before it
        if last is not None and last.mention is None and last.rule in _GOES_ON_OPEN:
            self.open = last
        if last is not None and (last.text is not None or last.several):
            return  # nor do several places together, or a region
        usable = [m for m in here if _usable(m, key, start, giver=True)]
        inner = _innermost(usable, key, start)
        # `BHXH cơ sở Quỳnh Lưu quản lý địa bàn huyện Quỳnh Lưu cũ`: the same twice
        sisters = {
            m.text.removesuffix(" cũ").split(" ", 1)[-1] if m.typed else m.text
            for m in _without_parents(inner, key, start)
            if m.kind != "ellipsis" and m.level in ("district", "commune")
        }
        self._listed = len(sisters) > 1 and last is None
        if last is not None and last.mention is not None:
            if not (_ASIDE.match(key) and self._narrows(last.mention)):
                self.current, self._spoken_on = last.mention, line
            return
        if self._listed:
            # which of them the next sentence speaks of is not said
            named = [m for m in _without_parents(inner, key, start) if m.level in ("district", "commune")]
            acts = named[-1]
            led = key[named[-2].end - start : acts.start - start] == ", " and acts.kind == "unit"
            if led and len(sisters) == 2 and _LEADING.match(key, 0, named[-2].start - start):
                self.current, self._spoken_on, self._listed, self.open = acts, None, False, None
            return
        setting = _SETTING.match(key)
        begins = start + setting.end() if setting is not None else start
        if not any(m.start >= begins for m in inner):
            begins = start
        clause = key[begins - start :]
        spoken_of = [m for m in inner if m.start >= begins and _is_topic(m, clause, begins)]
        best = _best(spoken_of, key, start)
        if best is not None and self._only_speaks(best, key, start):
            best = None
        rival = self._host(best, inner, key, start)
        if best is not None and _BORN_AT.search(key, max(0, best.start - start - 12), best.start - start):
            rival = self.current
        if rival is not None:
            self.open = Found(None, None, "either_of_two_places", several=(best, rival))
        elif best is not None:
            self.current, self._spoken_on, self.open = best, None, None
        self._leave_unread(here, key, start)


def where(
    claim: Claim, seen: View, here: list[PlaceMention], start: int, before: Found | None, scope: Scope
) -> Found:
    """The place of one claim. `here` are the mentions of its sentence, which begins at `start`."""
    key, window = seen.key, claim.window
    usable = scope.usable(here, key, start)
    # a slogan's place is no place of the clause; of a number that is quoted too, it is
    slogans = [(a, b) for a, b in seen.quoted if not a <= window.number.start < b]
    quoted = [m for m in usable if within(m.start - start, slogans)]
    usable = [m for m in usable if m not in quoted] or usable
    if any(map(key[scope.since : window.right].__contains__, _VILLAGES)):
        village = _village(seen, window, scope.since, here, start)
        if village is not None:
            # it lies in what is named last before the number, or was spoken of before
            around = next((m for m in reversed(usable) if m.end - start <= window.hedge_start), scope.current)
            text = seen.text[slice(*village)]
            return Found(None, "stated", "village_that_is_no_unit", text, (around,) if around else ())
    if any(map(key[scope.since : window.right].__contains__, _BODIES)):
        body = _body(seen, window, scope.since, here, start)
        if body is not None:
            around = next((m for m in reversed(usable) if m.end - start <= window.hedge_start), scope.current)
            text = seen.text[slice(*body)]
            return Found(None, "stated", "body_that_is_no_unit", text, (around,) if around else ())
    nearest = next((m for m in reversed(here) if m.end - start <= window.hedge_start), None)
    if nearest is not None and _has_own_number(nearest, here, key, start, window):
        return Found(nearest, "stated", "place_before_its_number", listed=True)
    left = [m for m in usable if window.left <= m.start - start and m.end - start <= window.hedge_start]
    if left and left[-1].kind == "unit" and " cả " in key:
        counted = _COUNTED_WITH.search(key, 0, left[-1].start - start)
        if counted is not None:
            text = seen.text[counted.start("units") : left[-1].end - start]
            return Found(None, "stated", "units_that_are_counted", text)
    if left and "liên " in key:
        shared = _SHARED_OFFICE.search(key, 0, left[-1].start - start)
        if shared is not None:
            text = seen.text[shared.start("units") : left[-1].end - start]
            return Found(None, "stated", "area_that_is_no_unit", text)
    several = _together(left, key, start)
    if several:
        text = seen.text[several[0].start - start : several[-1].end - start]
        return Found(None, "stated", "one_number_for_two_places", text, tuple(several))
    if left and _ADJACENT.fullmatch(key, left[-1].end - start, window.hedge_start):
        return _unless_of_two(
            Found(left[-1], "stated", "place_just_before"), left, key, start, window.hedge_start
        )
    bracketed = [m for m in usable if _in_brackets_behind(m, key, start, window.unit_end)]
    if bracketed:
        return Found(bracketed[0], "stated", "place_after_number", listed=True)
    right = [
        m
        for m in usable
        if window.unit_end <= m.start - start
        and m.end - start <= window.right
        and _INTRODUCED.search(key[max(0, m.start - start - 25) : m.start - start])
    ]
    listed = _listed_behind(right, usable, key, start)
    if listed and not _best(left, key, start):
        text = seen.text[listed[0].start - start : listed[-1].end - start]
        return Found(None, "stated", "one_number_for_two_places", text, tuple(listed))
    headed = next((m for m in usable if m.start - start >= window.unit_end), None)
    if headed is not None and _HEADS.fullmatch(key, 0, headed.start - start):
        return Found(headed, "stated", "place_after_number")
    if right and right[0].kind != "organisation" and not _best(left, key, start):
        return Found(right[0], "stated", "place_after_number")
    if nearest is not None and _is_unnamed(nearest, key, start, window):
        return Found(nearest, "stated", "unit_that_goes_unnamed")
    last = max((m.end - start for m in left), default=window.left)
    region = _region(key, last, window.hedge_start)
    if region is not None:
        return Found(None, "stated", "area_that_is_no_unit", seen.text[slice(*region)])
    clause = key[last : window.hedge_start]
    counted = some = None
    if any(map(clause.__contains__, _UNITS)):
        counted = _COUNTED.search(key, last, window.hedge_start)
        counted = counted or _IN_COMMON.search(key, last, window.hedge_start)
        some = _SOME_UNIT.search(key, last, window.hedge_start)
    if counted is None and not before and not any(_is_said(m, key, start) for m in left):
        counted = _ADDED_UP.match(key)
    if counted is not None:
        return Found(None, "stated", "units_that_are_counted", seen.text[slice(*counted.span("units"))])
    if some is not None:
        return Found(None, "stated", "unit_that_goes_unnamed", seen.text[slice(*some.span("unit"))])
    unknown = _unknown(seen.text, last, window.hedge_start, [(m.start - start, m.end - start) for m in here])
    if unknown is not None:
        return Found(None, "stated", "name_that_is_no_known_unit", seen.text[slice(*unknown)])
    best = _best(_innermost(left, key, start), key, start)
    if best is not None and scope.takes_name_of_nothing_known(best, start):
        # `Là Minh Hóa. Huyện có 640 người`, where that was not read as a place
        return scope.open._replace(rule="goes_on_with_the_number_before", listed=False)
    if best is not None and scope.current is not None and _in_contrast(best, key, start, window):
        return Found(None, None, "either_of_two_places", several=(scope.current, best))
    if best is not None and scope.goes_on(best):
        return Found(scope.current, "context", "place_of_sentence_before")
    if best is not None:
        return _unless_of_two(
            Found(best, "stated", "place_before_number"), left, key, start, window.hedge_start
        )
    placed = before is not None and (
        before.mention or before.text or before.several or before.rule == "place_of_the_article"
    )
    earlier = [m for m in usable if m.end - start <= window.left]
    if placed and earlier and earlier[-1].start - start >= scope.since:
        # `Hà Nam với 727.215 người, đạt 102%; Bắc Giang là 1.617.981, đạt 102,1%`: it took over in between
        return Found(earlier[-1], "stated", "place_earlier_in_sentence")
    aside = key.endswith("(", 0, window.hedge_start) and nearest is not None and nearest not in usable
    if aside and before is not None and before.mention is not None and _is_yardstick(nearest, key, start):
        # `nhiều hơn huyện Vân Canh đúng 20 người (410 người)`: whose are they?
        return Found(None, None, "either_of_two_places", several=(before.mention, nearest))
    if placed and (before.source == "stated" and claim.light or not earlier):
        return before._replace(rule="goes_on_with_the_number_before", listed=False)
    best = _best(_without_parts_told(earlier, key, start, window.hedge_start), key, start)
    if best is not None and placed and before.rule == "either_of_two_places":
        return before._replace(rule="goes_on_with_the_number_before")
    if best is not None:
        return Found(best, "stated", "place_earlier_in_sentence")
    if _WHOLE_BRANCH.search(key, min(window.left, scope.since), window.hedge_start):
        return Found(None, "inferred", "place_of_the_article")
    if scope.open is not None and not before:
        return scope.open._replace(rule="goes_on_with_the_number_before", listed=False)
    part = scope.part_named_since(start)
    if part is not None:
        return Found(None, None, "article_or_part_just_named", several=(part,))
    if scope.unknown is not None:
        return Found(None, "stated", "name_that_is_no_known_unit", scope.unknown)
    giver = next((m for m in here if m.kind == "unit" and _gives(m, key, start, window)), None)
    if giver is not None and scope.current is not None:
        return Found(None, None, "either_of_two_places", several=(scope.current, giver))
    unread = scope.unread_name(start, window.hedge_start, here)
    if unread is not None:
        return Found(None, "stated", "name_that_may_be_a_place", seen.text[slice(*unread)])
    about = scope.current or scope.home
    if about is not None:
        named = [(m.start - start, m.end - start) for m in here if m.kind != "ellipsis"]
        other = _of_another_level(about.level, key, window, scope.since, named)
        if other is not None:
            speaker = next((m for m in usable if m.end - start == other[1] and m.kind == "ellipsis"), None)
            if speaker is not None and _SAYS.match(key, other[1]) and _UNQUOTED.search(key, 0, other[0]):
                return Found(speaker, "stated", "place_later_in_sentence")
            return Found(None, "stated", "unit_of_another_level", seen.text[slice(*other)])
    rival = scope.rival(bool(right or [m for m in usable if m.start - start >= window.unit_end]))
    if rival is not None:
        return Found(None, None, "either_of_two_places", several=(scope.current, rival))
    if scope.current is not None:
        if (
            nearest is not None
            and nearest.kind == "unit"
            and nearest.level == scope.current.level
            and window.left <= nearest.start - start
            and _is_yardstick(nearest, key, start)
        ):  # what its clause compares with: `So với Đông Sơn thì còn kém, mới 40 người`
            return Found(None, None, "either_of_two_places", several=(scope.current, nearest))
        return Found(scope.current, "context", "place_of_sentence_before")
    later = [m for m in usable if m.start - start >= window.right]
    if later and _PART_BEFORE.search(key, window.unit_end, later[0].start - start):
        later = []  # `còn 297.000 người chưa tham gia, chủ yếu ở các huyện A, B`
    # behind a semicolon stands the next statement with its own place
    if later and ";" not in key[window.unit_end : later[0].start - start]:
        best = _best(later, key, start)
        told_by = _TOLD_BY.search(key, window.unit_end, best.start - start) is not None
        if best.level == "country" or told_by:
            return Found(best, "stated", "place_later_in_sentence")
        compared = (nearest,) if nearest is not None and nearest not in usable else ()
        return Found(None, None, "article_or_place_named_later", several=(*compared, best))
    part = scope.part_just_named(key, start)
    if part is not None:
        return Found(None, None, "article_or_part_just_named", several=(part,))
    return Found(None, "inferred", "place_of_the_article")


def _without_parts_told(earlier: list[PlaceMention], key: str, start: int, end: int) -> list[PlaceMention]:
    """Without a part that is told of up to a semicolon, where what it is part of stands before it.

    `Huyện A có 12.000 người, trong đó xã B 1.100 người; số người tham gia BHXH tự nguyện là │900 người│`
    """
    whole = [
        m
        for m in earlier
        if ";" not in key[m.end - start : end]
        or not _PART_INTRODUCED.search(key, max(0, m.start - start - 40), m.start - start)
    ]
    return whole or earlier


def _village(
    seen: View, window: Window, begin: int, here: list[PlaceMention], start: int
) -> tuple[int, int] | None:
    """Span of the village, hamlet or quarter whose number it is."""
    key = seen.key
    behind = _OF_THE_VILLAGE.match(key, window.number.end, window.right)
    if behind is not None:
        return behind.span("units")
    known = [(m.start - start, m.end - start) for m in here]  # Buôn Ma Thuột
    found = None
    for match in _AT_A_VILLAGE.finditer(key, begin, window.hedge_start):
        name = _VILLAGE_NAME.match(seen.text, match.end(), window.hedge_start)
        if name is None and match["one"] is None or within(match.start("units"), known):
            continue
        end = name.end() if name else match.end()
        named = [m for m in here if end <= m.start - start < window.hedge_start]
        ends = [end, *(m.end - start for m in named)]
        if all(_WHERE_IT_LIES.fullmatch(key, a, m.start - start) for a, m in zip(ends, named, strict=False)):
            found = match.start("units"), end
    if found is None:
        match = _VILLAGE.search(key, max(begin, window.left), window.hedge_start)
        # `làng mộc này` is another word for the commune
        other = match is None or (
            seen.text[slice(*match.span("name"))][1:].islower() and not _WHOSE.match(match["name"])
        )
        if not other and not within(match.start("units"), known):
            found = match.span("units")
    return found


def _body(
    seen: View, window: Window, begin: int, here: list[PlaceMention], start: int
) -> tuple[int, int] | None:
    """Span of the school, cooperative or club whose number it is."""
    key = seen.key
    behind = _OF_THE_BODY.match(key, window.number.end, window.right)
    if behind is not None:
        return behind.span("units")
    found = None
    for match in _AT_A_BODY.finditer(key, begin, window.hedge_start):
        end = match.end("units")
        named = [
            m
            for m in here
            if (end if not m.typed else match.start("units")) <= m.start - start < window.hedge_start
            and not key[: m.end - start].endswith("địa bàn")
        ]
        if not named:
            found = match.start("units"), end
            continue
        behind = [m for m in named if end <= m.start - start]
        ends = [end, *(m.end - start for m in behind)]
        lies = all(
            _WHERE_IT_LIES.fullmatch(key, a, m.start - start) for a, m in zip(ends, behind, strict=False)
        )
        if lies and _SCHOOL.match(key, match.start("units")):
            found = match.start("units"), end
    if found is None:
        match = _A_BODY_HAS.search(key, begin, window.hedge_start)
        if match is not None and not within(match.start("units"), seen.places):
            a, b = match.span("units")
            of_a_unit = any(m.typed and a < m.start - start < b for m in here)
            if not of_a_unit or not _CLUB.match(key, a):
                found = a, b
    return found


#: `Trong khi Giao Thủy chững lại thì số người tham gia vẫn tăng`
_WHILE = regex.compile(r"\b(?:trong khi|nếu như)(?: ở| tại)? $")
_THEN = regex.compile(r"[^,;:.()\d]* thì\b")


def _in_contrast(mention: PlaceMention, key: str, start: int, window: Window) -> bool:
    """Is the place only what the one spoken of is set against?"""
    at, end = mention.start - start, mention.end - start
    if _WHILE.search(key, max(0, at - 20), at) is None:
        return False
    return _THEN.match(key, end, window.hedge_start) is not None


def _is_said(mention: PlaceMention, key: str, start: int) -> bool:
    """By name, or as a whole: `Gộp lại, toàn tỉnh có …`, not `Gộp lại, tỉnh mới sẽ có …`."""
    return mention.kind != "ellipsis" or key.startswith("toàn ", mention.start - start)


def _gives(mention: PlaceMention, key: str, start: int, window: Window) -> bool:
    """`Hòa Bình giao 15.100 người`: its own plan, or one that it hands to the place spoken of before?"""
    end = mention.end - start
    return window.left <= mention.start - start and end <= window.hedge_start and bool(_GIVER.match(key, end))


def _in_brackets_behind(mention: PlaceMention, key: str, start: int, end: int) -> bool:
    """`lần lượt 5.020 người (Long An cũ) và 2.870 người (Tây Ninh cũ)`; `end`: of number and noun."""
    return _BRACKET.fullmatch(key, end, mention.start - start) is not None and key.startswith(
        ")", mention.end - start
    )


def _unless_of_two(found: Found, left: list[PlaceMention], key: str, start: int, end: int) -> Found:
    """Open where the clause may speak of the place chosen or of one before it.

    `Xã A … tỉnh … đạt 94%`, where `tỉnh` is not plainly of the commune; `Huyện A, nhất là xã B, đạt 94%`.
    """
    chosen = found.mention
    level = DEPTH.get(chosen.level, 0)
    for other in reversed(left):
        if other.start >= chosen.start:
            continue
        object_of = found.rule == "place_before_number" and _is_object(other, chosen, key, start)
        between = key[other.end - start : chosen.start - start]
        if object_of or _is_rival(other, chosen, between, key[chosen.end - start : end]):
            either = True
        elif chosen.kind == "ellipsis" and key.startswith("toàn ", chosen.start - start):
            either = False
        elif chosen.kind == "ellipsis":
            either = DEPTH.get(other.level, 0) > level
        else:
            gap = other.end - start, chosen.start - start
            introduced = _INTRODUCED.search(key[max(0, other.start - start - 25) : other.start - start])
            either = (
                other.kind == chosen.kind
                and DEPTH.get(other.level, 9) <= level
                and (_SUBORDINATE if introduced else _ASIDE_BEGINS).fullmatch(key, *gap)
                and _ASIDE_ENDS.match(key, chosen.end - start)
            )
        if either:
            return Found(None, None, "either_of_two_places", several=(other, chosen))
    return found


#: `Đứng đầu các huyện của Hà Nội là Đan Phượng, đạt 96%`: what is named first is only where it is so
_FOREMOST = regex.compile(
    r"\b(?:đứng|dẫn|đi|thứ|xếp) (?:đầu|nhì|ba|sau|cuối|trước)\b"
    r"|\b(?:cao|thấp|nhiều|ít|tốt|khá|nhanh|chậm|mạnh) (?:nhất|nhì)\b"
    r"|\b(?:nổi bật|tiêu biểu|điển hình|dẫn đầu)\b"
)
_IT_IS = regex.compile(r"[^,;:.()\d]* là (?:\p{L}+ )?")
_PREDICATE = regex.compile(
    r"[^;:“”\"]*\b(?:có|không có|là|được|trở thành|học|giao|cử|cùng|vượt|hơn|giúp"
    r"|hỗ trợ|đón|thuộc|chuyển|tách|nhập)"
    r"\b[^;:“”\"]*(?<![,;:“”\"] )"
)


def _is_rival(other: PlaceMention, chosen: PlaceMention, between: str, gap: str) -> bool:
    """Two units side by side in a clause, and the one chosen wide of the number, or wider than the other."""
    if other.kind != "unit" or chosen.kind == "ellipsis" or set(other.candidates) & set(chosen.candidates):
        return False
    levels = DEPTH.get(other.level, 0), DEPTH.get(chosen.level, 9)
    wide = "," in gap and not gap.startswith(", nơi ")
    # `Nếu Trà Cú hoàn thành, Trà Vinh sẽ đạt …`: what opens a clause is what it speaks of
    return levels[0] > levels[1] > 0 and not between.endswith(", ") or levels[0] == levels[1] and wide


def _is_object(other: PlaceMention, chosen: PlaceMention, key: str, start: int) -> bool:
    """`Thị xã có cảng Vũng Áng nên …`: is the place chosen only what is said of the one before it?"""
    at = chosen.start if chosen.antecedent is None or chosen.antecedent < start else chosen.antecedent
    if other.kind == "organisation" or other.end > at or set(other.candidates) & set(chosen.candidates):
        return False
    if _IT_IS.fullmatch(key, other.end - start, at - start) and _FOREMOST.search(key, 0, other.start - start):
        return False
    return _PREDICATE.fullmatch(key, other.end - start, at - start) is not None


def _region(key: str, begin: int, end: int) -> tuple[int, int] | None:
    """Span of a region that the clause speaks of: no unit, and not the unit of the article either."""
    found = None
    for match in _REGION.finditer(key, begin, end):
        if not _YARDSTICK.search(key, max(0, match.start() - 40), match.start()):
            found = match.span()
    return found


def _is_unnamed(mention: PlaceMention, key: str, start: int, window: Window) -> bool:
    """`Bưu điện huyện vận động được 50 người` where no district was named: not the province either."""
    if mention.kind != "ellipsis" or mention.candidates or mention.level not in ("district", "commune"):
        return False
    if mention.typed:
        return mention.start - start >= window.left
    return _SPOKEN_OF.fullmatch(key, mention.end - start, window.hedge_start) is not None


def _of_another_level(
    level: str | None, key: str, window: Window, begin: int, known: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Span of a type word beside the number for a unit of another level than the place carried to it.

    `Hai năm qua, xã không có ai bỏ: 38 người …` is not of the province that was spoken of before, nor is
    `94 người", Chủ tịch Hội LHPN huyện cho hay` of a commune; which unit it is, the text has not said.
    """
    carried = DEPTH.get(level)
    if carried is None:
        return None
    stop = _NEXT_CLAUSE.search(key, window.unit_end)
    for word in _TYPE_ALONE.finditer(key, begin, stop.start() if stop else len(key)):
        its = DEPTH[LEVEL_OF_TYPE[word["type"]]]
        if its == carried or within(word.start(), known):
            continue
        behind = word.start() >= window.unit_end
        before = key[window.number.end if behind else max(begin, word.start() - 90) : word.start()]
        if _ANY_OF_THEM.search(before):
            continue
        if not behind:
            if its > carried:
                return word.span()
        elif _ITS_PEOPLE.search(before) and not _RANK.search(key, window.unit_end, word.start()):
            return word.span()
    return None


def _unknown(text: str, begin: int, end: int, known: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Span of a name with a type word that the register does not have: `xã Bình Tuú có 45 người`."""
    found = None
    for match in _TYPED_NAME.finditer(text, begin, end):
        within = any(a < match.end() and match.start("name") < b for a, b in known)
        if not within and not is_person(match["name"]):
            found = match.span()
    return found


def _together(left: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`Các xã Phước Hải, Phước Dân … chỉ đạt 66%`: names joined by `và`, or listed behind `các`, or none."""
    several = left[-1:]
    joined = False
    for before in reversed(left[:-1]):
        gap = key[before.end - start : several[0].start - start]
        if before.level != several[0].level or before.kind != "unit" or not _JOINED.fullmatch(gap):
            break
        if "và" in gap:
            if len(several) > 1:
                break  # `A và B, C`: C is another
            joined = True
        several.insert(0, before)
    if len(several) < 2 or several[-1].kind != "unit":
        return []
    head = several[0].start - start
    return several if joined or _PLURAL.search(key, max(0, head - 60), head) else []


def _listed_behind(
    right: list[PlaceMention], usable: list[PlaceMention], key: str, start: int
) -> list[PlaceMention]:
    """`1.320 người của các xã Trà Bồng, Tây Trà, Thanh Bồng`: all of them, if the first has sisters."""
    if not right or not _PLURAL.search(key, max(0, right[0].start - start - 60), right[0].start - start):
        return []
    several = [right[0]]
    for mention in usable:
        gap = several[-1].end - start, mention.start - start
        if gap[0] <= gap[1] and mention.level == several[-1].level and _JOINED.fullmatch(key, *gap):
            several.append(mention)
    return several if len(several) > 1 else []


def _usable(mention: PlaceMention, key: str, start: int, giver: bool = False) -> bool:
    if mention.kind == "ellipsis" and not mention.candidates:
        return False  # "tỉnh" of an article that named none
    if key[mention.start - start : mention.end - start].endswith("địa bàn"):
        return False  # says only that the place is the one spoken of
    if _VENUE in key[max(0, mention.start - start - 20) : mention.start - start]:
        return False
    if not giver and _GIVER.match(key, mention.end - start):
        return False  # "kế hoạch tỉnh giao": who gave the target, not where it holds
    if not giver and _GIVER_BEFORE.search(key, max(0, mention.start - start - 60), mention.start - start):
        return False
    if _MADE_ONE_AFTER.match(key, mention.end - start) and _MADE_ONE_BEFORE.search(
        key, 0, mention.start - start
    ):
        return False
    return not _is_yardstick(mention, key, start)


@lru_cache(maxsize=32)  # asked when the figures of a sentence choose, and again when it is left
def _is_yardstick(mention: PlaceMention, key: str, start: int) -> bool:
    at = mention.start - start
    if _FORMED_OF.search(key, max(0, at - 90), at) or _NOT_THAT.search(key, max(0, at - 40), at):
        return True
    return _YARDSTICK.search(key[max(0, at - 40) : at]) is not None


def _has_own_number(
    mention: PlaceMention, here: list[PlaceMention], key: str, start: int, window: Window
) -> bool:
    """Whether the number right behind is that of the place, although the clause is only compared with it.

    `thấp hơn Thanh Hóa (93,4%)`, `bình quân cả nước là 89%`; not `cao nhất tỉnh (95%)`.
    """
    gap = _OWN_NUMBER.fullmatch(key, mention.end - start, window.hedge_start)
    head = key[max(0, mention.start - start - 60) : mention.start - start]
    told = key[mention.end - start : window.hedge_start]
    if _AVERAGE_IS.fullmatch(told) or gap and _IS.search(told):
        return _COMMON_RATE.search(head) is not None
    if gap is None or not (_YARDSTICK.search(head) or mention in _second_yardsticks(here, key, start)):
        return False
    if "(" in gap[0]:
        return _NOT_ITS_OWN.search(head) is None
    return ", nơi " in gap[0] or _AVERAGE.search(head) is not None


_SECOND = regex.compile(r"(?:\s*\([^()]*\))?\s*(?:và|,)\s*(?:bhxh |bưu điện )?(?:cơ sở )?")


def _second_yardsticks(here: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`đứng thứ ba sau quận A và quận B`, `so với A (92%) và B (93%)`: B."""
    return [
        mention
        for before, mention in pairwise(here)
        if _SECOND.fullmatch(key, before.end - start, mention.start - start)
        and _is_yardstick(before, key, start)
    ]


_OF = regex.compile(r"(?:của|thuộc|trong|toàn|cùng|phía \p{L}+)(?: cả| toàn)?\s+$")
_PARENT = regex.compile(
    r"\s*(?:,|\(|-|–)?\s*(?:địa bàn |một địa phương |là địa phương )?(?:thuộc|của|ở|tại)?\s*(?:địa bàn )?"
    r"|\s*\((?:bhxh|bảo hiểm xã hội|bưu điện|ubnd) "
    # `Kim Bôi là huyện vùng cao của tỉnh Hòa Bình`
    r"|\s*là (?:một )?(?:trong (?:những|các|số) )?(?:xã|phường|thị trấn|huyện|thị xã|quận|thành phố)\b"
    r"[^,;.()\d]* (?:của|thuộc|ở) "
    # where in the other it lies: `xã Lệ Ninh, nằm ở phía Bắc tỉnh Quảng Trị`
    r"|\s*,?\s*(?:(?:nằm|đóng|cách|giáp|gần)\b|(?:ở )?phía\b|ở |thuộc |của )"
    r"(?:\s*(?!đạt\b|có\b|được\b|đã\b)\p{L}+){0,6}\s*"
)
#: what is said of a place between two commas: `Phường An Xuyên, nơi đặt trụ sở tỉnh, đạt …`
_APPOSITION = regex.compile(
    r"\s*(?:\([^()]*\)\s*)?, ?(?:nơi|vốn|từng|một|là|xã|phường|huyện|thành phố|thị xã|thị trấn|quận|tỉnh"
    r"|địa (?:phương|bàn)|đơn vị"
    r"|vùng|trung tâm|thủ phủ|cửa ngõ|quê|cái nôi|cách|giáp|nằm)\b[^,;.()\d]*"
)
_APPOSITION_END = regex.compile(r"[^,;.()\d]*,")
#: … with another place of its kind in it: `Huyện A, sau khi học huyện B, đã có 94 người`
_ASIDE_BEGINS = regex.compile(r"(?:\s*\([^()]*\))?, ?\p{L}[^,;.()\d]*")
_SUBORDINATE = regex.compile(r", ?(?:sau|trước|khi|nhờ|do|dù|tuy|như|vì)\b[^,;.()\d]*")
_ASIDE_ENDS = regex.compile(
    r"[^,;.()]*, ?(?:đã|đang|cũng|vẫn|lại|mới|chỉ|còn|có|hiện|nay|đạt|phát triển|vận động|bao phủ)\b"
)


#: who speaks for an office
_OFFICER_OF = regex.compile(
    r"\b(?:giám đốc|trưởng phòng|chủ tịch|trưởng ban|cán bộ|chuyên viên|đại diện|lãnh đạo)(?: \p{L}+){0,5} $"
)
#: `Sau khi học tập ở huyện Giao Thủy, xã Hải Minh thành lập tổ vận động`
_LEADING = regex.compile(
    r"\W*(?:sau khi|khi|trước khi|nhờ|từ khi|kể từ khi|noi gương|học tập|giống)\b[^,;]*$"
)
_AT = regex.compile(r"\b(?:tại|ở) $")
_HOLDS = regex.compile(r"[^,;.]{0,50} (?:tổ chức|phát động|khai mạc|ra quân)\b")
#: openings of a sentence that looks at a part for once
_ASIDE = regex.compile(r"\W*(?:riêng|đáng chú ý|đặc biệt|cá biệt|đơn cử|nổi bật)\b")
#: openings of a paragraph that goes on with the one before it
_GOES_ON = regex.compile(
    r"\W*(?:kết quả|tuy|nhưng|trong đó|ngoài ra|bên cạnh|theo đó|nhờ|cụ thể|như vậy|con số|sau|đây"
    r"|cũng(?! theo)|cùng với|"
    r"đồng thời|điển hình|để|trước|với|hơn nữa|đáng chú ý|song|số|tỷ lệ này|chỉ(?! tiêu| đạo| thị| huy)|mỗi"
    r"|còn|ngay)(?!\p{L})"
)
_POINTED_AT = regex.compile(r"(?:tại|ở|trên địa bàn|điển hình(?: là| trong)?|như|riêng)(?: \p{L}+){0,2}\s*$")


_VERB = regex.compile(
    r"\b(?:đã|sẽ|đang|được|cho biết|ban hành|tổ chức|phối hợp|triển khai|thực hiện|là|có)\b"
)


def _is_topic(mention: PlaceMention, key: str, start: int) -> bool:
    """Does a sentence without figures speak of this place, or name it in passing?"""
    if _SUPPORTER.match(key, mention.end - start):
        return False
    at = mention.start - start
    subject = at <= 80 and not _VERB.search(key, 0, at)
    return at <= 45 or subject or at <= 90 and _POINTED_AT.search(key[max(0, at - 25) : at]) is not None


def _without_parents(mentions: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`xã Lệ Thủy, địa bàn thuộc Quảng Bình`: what only says where the other lies is left out."""
    kept: list[PlaceMention] = []
    end = 0  # of the last one, left out or not: `xã Cẩm Điền (huyện Cẩm Giàng, Hải Dương)`
    for mention in mentions:
        before = kept[-1] if kept else None
        if before is not None and _says_where(mention, before, key, end - start, start):
            end = mention.end
            continue
        again = before is not None and mention.antecedent == before.start
        if again and mention.start == end + 2 and key.startswith(", ", end - start):
            continue  # `Chí Linh, thành phố trẻ của Hải Dương, …`: one place
        kept.append(mention)
        end = mention.end
    return kept


_DIGIT = regex.compile(r"\d")
#: what leads into a part of the place named first: `Sang Yên Thế, xã Đồng Hưu …`
_LEADS_IN = regex.compile(
    r"\W*(?:(?:tại|ở|về|sang|đến|tới|lên|ra|vào|xuống|còn|riêng|với|phía|bên|trên địa bàn) ?)+"
)


#: `Rời Tiền Hải, chúng tôi đến Đông Hưng`
_LEFT_BEHIND = regex.compile(r"(?:\brời(?: khỏi)?|\b(?:tạm biệt|chia tay))(?: (?:xã|huyện|tỉnh|đất))? $")


def _innermost(mentions: list[PlaceMention], key: str, start: int) -> list[PlaceMention]:
    """`Sang Yên Thế, xã Đồng Hưu cũng từng là điểm trắng`: without what only leads to the part named next."""
    mentions = [m for m in mentions if not _LEFT_BEHIND.search(key, 0, m.start - start)] or mentions
    return [
        one
        for one, other in pairwise([*mentions, None])
        if other is None
        or DEPTH.get(other.level, 0) <= DEPTH.get(one.level, 9)
        or key[one.end - start : other.start - start] not in (", ", ", bhxh ", ", bưu điện ")
        or not _LEADS_IN.fullmatch(key, 0, one.start - start)
    ]


def _says_where(mention: PlaceMention, before: PlaceMention, key: str, end: int, start: int) -> bool:
    """Is a place above the one before it named only to say where that lies? `end`: of what stands before."""
    at = mention.start - start
    if DEPTH.get(mention.level, 9) >= DEPTH.get(before.level, -1):
        return False
    if _APPOSITION.fullmatch(key, end, at) and _APPOSITION_END.match(key, mention.end - start):
        return True
    if mention.kind == "ellipsis":
        # not `… đạt 85,4% dân số, thấp hơn mức 89,2% của thành phố`
        return _OF.search(key[max(0, at - 12) : at]) is not None and not _DIGIT.search(key, end, at)
    return _PARENT.fullmatch(key, end, at) is not None


def _best(mentions: list[PlaceMention], key: str, start: int) -> PlaceMention | None:
    """The nearest unit; then a named organisation; then one that goes unnamed (`Bưu điện huyện`)."""
    ranked: dict[int, PlaceMention] = {}
    for mention in _without_parents(mentions, key, start):
        unnamed_agency = mention.kind == "ellipsis" and _AGENCY.search(
            key[max(0, mention.start - start - 40) : mention.start - start]
        )
        rank = 2 if unnamed_agency else 1 if mention.kind == "organisation" else 0
        ranked[rank] = mention
        if rank == 1 and 0 in ranked and ranked[0].level == mention.level:
            # `Học tập Khoái Châu, Hội LHPN huyện Ân Thi cũng …`: the agency is of another place, and acts
            ranked[0] = mention
    return ranked[min(ranked)] if ranked else None

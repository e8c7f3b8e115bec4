"""Why a file as a whole cannot be taken, in words a clerk can act on."""

from __future__ import annotations


class Unreadable(Exception):
    """The file as a whole cannot be taken: why, in both languages."""

    def __init__(self, seen: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.seen, self.zh, self.en = seen, zh, en


def too_large(seen: str = "") -> Unreadable:
    return Unreadable(
        seen,
        "文件过大或有内容远在表格之外：请只保留填报内容，另存后再报",
        "the file is too large, or has content far outside its tables: keep the form only and save it again",
    )


def locked() -> Unreadable:
    return Unreadable("", "文件有密码：请取消密码后再报", "the file has a password: remove it and send it again")


def has_macros() -> Unreadable:
    return Unreadable(
        "", "文件含宏：请另存为不含宏的 .xlsx 后再报", "the file has macros: save it as .xlsx without them"
    )


def has_links() -> Unreadable:
    return Unreadable(
        "",
        "含有指向其他文件的链接：请断开链接（数据－编辑链接）后再报",
        "it links to other files: break the links (Data, Edit links) and send it again",
    )


def broken(seen: str = "") -> Unreadable:
    return Unreadable(
        seen,
        "文件已损坏或不是工作簿：请用 Excel/WPS 打开后另存，再发送",
        "the file is damaged or no workbook: open it with Excel or WPS, save it and send it again",
    )

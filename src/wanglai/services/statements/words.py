"""What statements are called, and why a run leaves a customer out, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording

KINDS = {
    "forward": Wording("余额结转式", "Balance forward"),
    "open_items": Wording("未清项式", "Open items"),
    "activity": Wording("发生额明细", "Activity"),
}
LANGUAGES = {
    "zh": Wording("中文", "Chinese"),
    "en": Wording("英文", "English"),
    "both": Wording("中英文", "Chinese and English"),
}
RUN_STATES = {
    "queued": Wording("排队中", "Queued"),
    "drafting": Wording("起草中", "Drafting"),
    "drafted": Wording("待审批", "To be agreed"),
    "agreed": Wording("待出具", "Agreed"),
    "issuing": Wording("出具中", "Issuing"),
    "done": Wording("已出具", "Issued"),
    "stopped": Wording("已停止", "Stopped"),
    "failed": Wording("未完成", "Failed"),
}
ITEM_STATES = {
    "drafted": Wording("草稿", "Draft"),
    "skipped": Wording("跳过", "Skipped"),
    "issued": Wording("已出具，待打印", "Issued, to be printed"),
    "printed": Wording("已出具", "Issued"),
}
SKIPPED = {
    "still": Wording("没有余额，也没有发生额", "Nothing owed and nothing moved"),
    "told": Wording("该期间已出具对账单", "A statement of this period was issued already"),
    "meanwhile": Wording(
        "起草开始后已另行出具或重新出具",
        "A statement was issued on its own, or again, after drafting began",
    ),
}
NOT_SENT = {
    "no_contact": Wording("没有接收对账单的联系人", "No contact takes statements"),
    "no_consent": Wording("联系人尚未同意接收", "No contact has agreed to be written to"),
    "no_address": Wording("联系人没有邮箱", "The contact has no e-mail address"),
    "unprinted": Wording("尚未打印", "Not printed yet"),
    "replaced": Wording("已有新版本", "A further version was issued"),
}
REMINDED_NOBODY = {
    "ended": Wording(
        "收到过对账单的联系人均已停用或不再同意",
        "No contact it went to agrees to be written to any more",
    ),
    "no_address": Wording("联系人没有邮箱", "The contact has no e-mail address"),
}
SHOWN_WORDS = {
    "all": Wording("全部", "All"),
    "newest": Wording("现行版本", "Current versions"),
    "changed": Wording("有以前期间变动", "With changes before"),
    "replaced": Wording("已有新版本", "Replaced"),
}
VERDICTS = {
    "genuine": Wording("真实：与出具的内容一致。", "Genuine: it is what was issued."),
    "issued": Wording(
        "该编号与校验码确已出具；请将纸面数字与下列核对。",
        "This number and digest were issued; compare the figures with those below.",
    ),
    "other": Wording(
        "不一致：该编号已出具，但校验码或所列数字不同。",
        "Not what was issued: the number exists, with another digest or other figures.",
    ),
    "unknown": Wording(
        "未找到：本公司没有出具过。", "Not found: nothing of the kind was issued here."
    ),
    "unreadable": Wording(
        "请输入编号和 64 位校验码，或二维码中的文字。",
        "Give the number and the digest of 64 signs, or what the QR code says.",
    ),
}

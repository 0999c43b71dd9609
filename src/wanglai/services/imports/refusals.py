"""Why a whole file, or what a person asks of it, is refused."""

from __future__ import annotations

from wanglai.services.refusals import UnableTo, Wording


class KindIsUnknown(UnableTo):
    code_of_refusal = "import.kind"
    why = Wording("没有这种导入。", "There is no such kind of import.")
    next_step = Wording("请选择要导入的内容。", "Choose what the file holds.")
    http_status = 422


class ColumnsAreMissing(UnableTo):
    code_of_refusal = "import.columns_missing"
    why = Wording("找不到必需的列。", "A column that is needed was not found.")
    next_step = Wording(
        "请指明各列，或使用模板；缺少的列和文件里的列见上。",
        "Name the columns, or use the template; what is missing and what the file has stands above.",
    )
    http_status = 422


class ColumnsAreUnclear(UnableTo):
    code_of_refusal = "import.columns_unclear"
    why = Wording("两列同样像同一内容。", "Two columns could equally well be the same thing.")
    next_step = Wording("请指明用哪一列。", "Say which of them counts.")
    http_status = 422


class ColumnIsUnknown(UnableTo):
    code_of_refusal = "import.column_unknown"
    why = Wording("没有这一列。", "There is no such column.")
    next_step = Wording(
        "请写列标题或列字母。", "Give the heading of a column, or its letter in the sheet."
    )
    http_status = 422


class ColumnIsNamedTwice(UnableTo):
    code_of_refusal = "import.column_twice"
    why = Wording("同一列被指定给两项内容。", "One column was given to two things.")
    next_step = Wording("请为每项内容指定一列。", "Give each thing a column of its own.")
    http_status = 422


class SheetIsUnclear(UnableTo):
    code_of_refusal = "import.sheet_unclear"
    why = Wording("几张工作表都符合。", "Several sheets of the file would do.")
    next_step = Wording("请选择一张。", "Choose one of them.")
    http_status = 422


class SheetIsUnknown(UnableTo):
    code_of_refusal = "import.sheet_unknown"
    why = Wording("没有这张工作表。", "There is no such sheet.")
    next_step = Wording("请选择文件里的一张。", "Choose one of those in the file.")
    http_status = 422


class NoRows(UnableTo):
    code_of_refusal = "import.no_rows"
    why = Wording("文件里没有数据行。", "The file has no rows under its heading.")
    next_step = Wording(
        "请检查是否选错了文件或工作表。", "Check that it is the right file and sheet."
    )
    http_status = 422


class NoEInvoices(UnableTo):
    code_of_refusal = "import.no_einvoices"
    why = Wording("文件里没有电子发票。", "There is no e-invoice in the file.")
    next_step = Wording(
        "请上传 XML、OFD，或装有它们的 zip。", "Give XML or OFD files, or a zip of them."
    )
    http_status = 422


class OptionIsUnknown(UnableTo):
    code_of_refusal = "import.option"
    why = Wording("读取方式的设置有误。", "A setting for reading the file makes no sense.")
    next_step = Wording(
        "日期顺序为 YMD、DMY 或 MDY；小数点为 . 或 ,；币种为三个字母；汇率如 USD=7.1。",
        "The order of dates is YMD, DMY or MDY; the decimal mark . or ,; a currency three letters; rates are USD=7.1.",
    )
    http_status = 422


class ImportIsElsewhere(UnableTo):
    code_of_refusal = "import.state"
    why = Wording("这次导入目前不能这样做。", "That cannot be done with the import as it stands.")
    next_step = Wording("请刷新页面查看它的状态。", "Load the page again to see how it stands.")


class ProblemsAreOpen(UnableTo):
    code_of_refusal = "import.problems_open"
    why = Wording("还有问题没有处理。", "There are problems nobody has decided about.")
    next_step = Wording(
        "请逐行更正、不导入该行，或对同类问题统一选择。",
        "Correct the rows, leave them out, or choose what is done about all of their kind.",
    )
    http_status = 422


class NothingToBook(UnableTo):
    code_of_refusal = "import.nothing"
    why = Wording("没有可入账的内容。", "Nothing is left to book.")
    next_step = Wording("可结束这次导入。", "The import can be ended.")
    http_status = 422


class CreditsHaveChanged(UnableTo):
    code_of_refusal = "import.credits_changed"
    why = Wording(
        "提交审批之后，这次导入里的红字单据有变动。",
        "Since approval was asked for, the credit notes of the import have changed.",
    )
    next_step = Wording("请驳回，由导入人重新提交。", "Reject it; who imports asks again.")


class TermsHaveChanged(UnableTo):
    code_of_refusal = "import.terms_changed"
    why = Wording(
        "核对之后，合同账期已有变动，部分单据的到期日与当时所示不同；未入账。",
        "Since the file was looked at, terms of a contract have changed: some documents are due on other days than were shown. Nothing was booked.",
    )
    next_step = Wording(
        "到期日已按现行合同重新列出，请核对后再次入账。",
        "The due days are shown anew by the contracts in force: look at them, then book again.",
    )


class AnotherIsPosting(UnableTo):
    code_of_refusal = "import.another"
    why = Wording(
        "本公司另一次导入正在入账，或已停止未结束。",
        "Another import of the company is being booked, or stopped half-way.",
    )
    next_step = Wording("请等它完成，或先继续、结束它。", "Wait for it, or go on with it or end it first.")  # fmt: skip


class ChangedMeanwhile(UnableTo):
    code_of_refusal = "import.changed_meanwhile"
    why = Wording(
        "核对之后，文件所涉及的订单、编号或余量已有变动。",
        "Since the file was looked at, an order, a number or a quantity it is about has changed.",
    )
    next_step = Wording(
        "已写入的整批保留；请结束这次导入，再导入同一文件：已有的不会重复。",
        "Whole chunks that were written stand; end this import and hand the file in again: nothing comes twice.",
    )


class ChoiceIsUnknown(UnableTo):
    code_of_refusal = "import.choice"
    why = Wording("对这类问题不能这样处理。", "That cannot be done about problems of this kind.")
    next_step = Wording("请选择列出的处理方式之一。", "Choose one of the ways offered.")
    http_status = 422


class CorrectionIsUnreadable(UnableTo):
    code_of_refusal = "import.correction"
    why = Wording("填写的内容读不出来。", "What was filled in cannot be read.")
    next_step = Wording(
        "日期写作 2026-03-05，金额写作 1,234.56，币种写三个字母。",
        "Write days as 2026-03-05, amounts as 1,234.56, currencies as three letters.",
    )
    http_status = 422


class ImportCrashed(UnableTo):
    code_of_refusal = "import.crashed"
    why = Wording(
        "导入进程多次意外中止。", "The work on this import ended unexpectedly, several times."
    )
    next_step = Wording("已入账的整批保留；请继续，或把文件交给管理员。", "Whole chunks that were booked stand; go on, or hand the file to an administrator.")  # fmt: skip


class ImportTookTooLong(UnableTo):
    code_of_refusal = "import.too_long"
    why = Wording(
        "导入超过时间上限，已停止。", "The import took longer than the time limit and was stopped."
    )
    next_step = Wording(
        "请继续，或把文件按期间拆分。", "Go on with it, or split the file by period."
    )

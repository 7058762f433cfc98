"""The respondent's acts: open a link, fill pages, review, submit, declare; and what staff do with a response."""

from questionari.store.places import invitation_of
from questionari.usecases.responding.approver import (
    ToApprove,
    approve,
    enter_approval,
    give_back,
    open_approval,
    read_approval,
)
from questionari.usecases.responding.approving import Approving, approving, ask_approval, signatures, take_back
from questionari.usecases.responding.attaching import (
    File,
    FileState,
    attach,
    detach,
    examine,
    limit_of,
    load_file_question,
    own_file,
    scan,
    types_of,
)
from questionari.usecases.responding.autosaving import Autosaved, autosave
from questionari.usecases.responding.beginning import Entered
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import Draft, Writer
from questionari.usecases.responding.compiling import (
    NAMED,
    Compiler,
    CompilerAsked,
    compiler_asked,
    compiler_of,
    compiler_of_list,
    compiler_posted,
)
from questionari.usecases.responding.completing import complete_list, resume_list
from questionari.usecases.responding.dispositions import DECLARABLE, decline
from questionari.usecases.responding.erasing import Erasable, Proof, Wish, certificate_of, erasable, erase
from questionari.usecases.responding.following import Saved, save_page
from questionari.usecases.responding.landing import Landing, enter, identify, open_link
from questionari.usecases.responding.languages import choose_language, chosen, offered, spoken
from questionari.usecases.responding.outline import SectionSummary, minutes_left, sections_of
from questionari.usecases.responding.pages import PageState, load_page
from questionari.usecases.responding.passing import PassOn, code_to_pass
from questionari.usecases.responding.points import SILENT, UNPOSTED
from questionari.usecases.responding.preparing import (
    PreparationSheet,
    kind_of,
    preparation,
    questionnaire_of,
    surroundings_of,
)
from questionari.usecases.responding.reading import (
    SubmittedDocument,
    SubmittedView,
    read_file,
    read_submitted,
    submitted_documents,
)
from questionari.usecases.responding.receipts import Receipt, load_receipt, receipt_header
from questionari.usecases.responding.records import (
    Record,
    RecordList,
    add_record,
    discard_record,
    follow_record,
    record_to_discard,
)
from questionari.usecases.responding.redacting import redact
from questionari.usecases.responding.remarks import Remarks
from questionari.usecases.responding.reopening import reopen
from questionari.usecases.responding.rereading import Reread, keep, request_code, require_answers, reread, reread_file
from questionari.usecases.responding.reviewing import Review, home, records_list, review
from questionari.usecases.responding.since_last import SinceLast, comparable, since_last
from questionari.usecases.responding.standing import Standing
from questionari.usecases.responding.submitting import Sender, submit
from questionari.usecases.responding.units import services_named
from questionari.usecases.responding.verifying import Verification, verification, verify

__all__ = [
    "DECLARABLE",
    "NAMED",
    "SILENT",
    "UNPOSTED",
    "Approving",
    "Autosaved",
    "Case",
    "Compiler",
    "CompilerAsked",
    "Draft",
    "Entered",
    "Erasable",
    "File",
    "FileState",
    "Landing",
    "PageState",
    "Proof",
    "Wish",
    "certificate_of",
    "PassOn",
    "PreparationSheet",
    "Receipt",
    "Record",
    "RecordList",
    "Reread",
    "Review",
    "Remarks",
    "SectionSummary",
    "Saved",
    "SinceLast",
    "Sender",
    "Standing",
    "SubmittedDocument",
    "SubmittedView",
    "ToApprove",
    "Verification",
    "Writer",
    "add_record",
    "approve",
    "approving",
    "ask_approval",
    "attach",
    "autosave",
    "choose_language",
    "chosen",
    "code_to_pass",
    "comparable",
    "compiler_asked",
    "compiler_of",
    "compiler_of_list",
    "compiler_posted",
    "complete_list",
    "decline",
    "detach",
    "discard_record",
    "enter",
    "enter_approval",
    "erasable",
    "erase",
    "examine",
    "follow_record",
    "give_back",
    "home",
    "identify",
    "invitation_of",
    "keep",
    "kind_of",
    "limit_of",
    "load_file_question",
    "load_page",
    "load_receipt",
    "receipt_header",
    "minutes_left",
    "offered",
    "open_approval",
    "open_link",
    "own_file",
    "preparation",
    "questionnaire_of",
    "read_approval",
    "read_file",
    "read_submitted",
    "record_to_discard",
    "records_list",
    "redact",
    "reopen",
    "request_code",
    "require_answers",
    "reread",
    "reread_file",
    "resume_list",
    "review",
    "save_page",
    "scan",
    "sections_of",
    "services_named",
    "signatures",
    "since_last",
    "spoken",
    "submit",
    "submitted_documents",
    "take_back",
    "surroundings_of",
    "types_of",
    "verification",
    "verify",
]

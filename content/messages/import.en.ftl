# Importing logs: into the journal, and from there into the lake.

import-about = Keep logs: durable, searchable, each event once
import-help-organization = Whose logs they are. Required.
import-help-source = Where they come from, such as fw-01 or domain-controllers. Required.
import-help-acknowledged = Write a line to this file for each batch that is safe on the disk; - is standard output.
import-error-stdout = --json and --acknowledged - would both write to standard output.
    .remedy = Name a file for what is acknowledged.

import-progress = { $size }, { $rate } entries/s, { $entries } safe
import-taken = What was taken
import-left-over = { $entries ->
    [one] { $entries } entry that an earlier run had left was
   *[other] { $entries } entries that an earlier run had left were
} decoded first.
import-record-damaged = { $lines ->
    [one] { $lines } line of the record of imported files is damaged or missing
   *[other] { $lines } lines of the record of imported files are damaged or missing
}: files that it no longer knows were taken again.
    .remedy = See what else is damaged: atalaya journal verify
import-totals = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} ({ $size }) of { $inputs ->
    [one] { $inputs } file
   *[other] { $inputs } files
}, for { $organization }, from { $source }. They are safe on the disk.
import-known = { $inputs ->
    [one] { $inputs } file was
   *[other] { $inputs } files were
} imported before, with the same content: nothing of that was taken again.
import-resumed = { $inputs ->
    [one] { $inputs } file had
   *[other] { $inputs } files had
} been imported in part: the { $entries } entries that were there were not taken again.
import-stored = What became of it
import-decoded = { $entries ->
    [one] { $entries } entry was
   *[other] { $entries } entries were
} decoded; { $events ->
    [one] { $events } event is
   *[other] { $events } events are
} stored and can be searched.
import-quarantined = { $entries ->
    [one] { $entries } entry could not be decoded. It is
   *[other] { $entries } entries could not be decoded. They are
} kept in the quarantine.
import-unreadable = { $records ->
    [one] { $records } record
   *[other] { $records } records
} of Windows event logs could not be read, beside others that could.
import-without-time = { $events ->
    [one] { $events } event has no time that could be read; it stands
   *[other] { $events } events have no time that could be read; they stand
} under the day of receipt.
import-recoded = { $entries ->
    [one] { $entries } entry was
   *[other] { $entries } entries were
} not in UTF-8 and read as Windows-1252.
import-lost = { $entries ->
    [one] { $entries } entry was
   *[other] { $entries } entries were
} lost to damage of the journal.
import-unbalanced = The sums of this data directory do not balance.
    .remedy = See which, and what to do: atalaya doctor
import-kinds = Events added, by kind of log
import-unrecognised = (no known kind)
import-reasons = Why entries could not be decoded
import-not-taken = What was not taken
import-empty = { $input } is empty.
import-changed = { $input } changed while it was read. What was read of it is kept.
    .remedy = Import it again once nothing writes to it any more.
import-next-stopped = The import was stopped. Give the same command again: it goes on where it stopped.
import-next-unrecognised = { $events ->
    [one] { $events } event is
   *[other] { $events } events are
} of no known kind: searchable, but no rule sees them. See which: atalaya kinds identify FILE
import-next-words = Search in what is kept: atalaya hunt 'powershell -user:SYSTEM'{ $data }
import-next-rules = Apply the rules to it: atalaya hunt --rule RULES{ $data }
import-interrupted = The import ended early; { $entries ->
    [one] { $entries } entry is
   *[other] { $entries } entries are
} safe on the disk.
    .remedy = When the cause is gone, give the same command again: it goes on where it stopped.
import-fail-full = The disk is full: { $free } are free, and { $reserve } are kept free.
    .remedy = Make room: atalaya lake compact, atalaya lake expire --older-than 365d, atalaya journal expire --older-than 30d; or a larger disk.
import-fail-inputs = No further file can be remembered as imported.
    .remedy = Use another data directory for further files.

# The lake: events as columns; its commands, and what can be wrong with it.

lake-about = Look after the stored events: how much, is it whole, make it smaller, let go of the oldest
lake-about-status = Say which tables there are, how large, and of when
lake-about-verify = Read every file and compare it with what was written
lake-about-compact = Make few large files of many small ones: smaller, and faster to search
lake-about-expire = Let go of old events, except of those that are held
lake-about-export = Write a copy of events to a folder
lake-about-hold = Keep the events of an organization and a period, whatever expires
lake-about-release = Let go of what a hold kept
lake-about-rekey = Encrypt what is there with the present key

lake-help-output = The folder for the copy. Required.

lake-status = The lake
lake-status-totals = { $events ->
    [one] { $events } event
   *[other] { $events } events
} in { $tables ->
    [one] { $tables } table
   *[other] { $tables } tables
}, { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $size }.
lake-status-organization = { $organization }
lake-status-small = { $tables ->
    [one] { $tables } table has
   *[other] { $tables } tables have
} many small files.
    .remedy = Make few large ones of them: atalaya lake compact
lake-status-misfits = { $values ->
    [one] { $values } value was
   *[other] { $values } values were
} not of the type that the kind of log declares; kept as text, and not found by comparing numbers.
lake-status-sources = Sources, in events
lake-column-size = Size
lake-column-first = First day
lake-column-last = Last day
lake-column-stored = Stored
lake-column-expired = Expired

lake-fail-io = The lake cannot be opened: { $reason }.
    .remedy = Check the disk and its room: atalaya doctor
lake-fail-damaged = Table { $table } of the lake is damaged.
    .remedy = Copy the folder elsewhere first. See all that is wrong: atalaya lake verify
lake-fail-full = The disk is full: { $free } are free, and { $reserve } are kept free.
    .remedy = Make room, or let go of old events: atalaya lake expire --older-than 365d. Nothing is lost; give the same command again.
lake-fail-read = Table { $table } of the lake cannot be read: { $reason }.
    .remedy = See all that is wrong: atalaya lake verify
lake-fail-write = Table { $table } of the lake cannot be written: { $reason }.
    .remedy = Check the disk and its room: atalaya doctor. Nothing is lost; give the same command again.
lake-fail-conflict = Table { $table } of the lake changed meanwhile.
    .remedy = Give the same command again.
lake-fail-tables = There are as many tables as there may be: no further organization or kind of log can be stored.
    .remedy = Let go of kinds that are needed no longer: atalaya lake expire --kind KIND
lake-reason-unknown = the files are not as they were written

# The doctor: how everything is, what is wrong and what to do about it.

doctor-about = Say how everything is: disk, clock, limits, sums, encryption, and what to do

doctor-title = How everything is, at { $time } UTC
doctor-line = { $state }: { $what }. { $message }
doctor-state-good = good
doctor-state-look = LOOK
doctor-state-bad = BAD
doctor-verdict-good = Nothing needs to be done.
doctor-verdict-look = Nothing is wrong. What is marked LOOK deserves a look.
doctor-verdict-bad = Something is wrong: see what is marked BAD, from the top.

doctor-check-disk = Disk
doctor-check-folder = Folder
doctor-check-clock = Clock
doctor-check-limits = Open files
doctor-check-memory = Memory
doctor-check-opening = Opening
doctor-check-journal = Journal
doctor-check-anchors = Anchors
doctor-check-encryption = Encryption
doctor-check-pending = Waiting
doctor-check-quarantine = Quarantine
doctor-check-losses = Losses
doctor-check-sources = Sources
doctor-check-ledger = Ledger
doctor-check-lake = Lake
doctor-check-files = Files of the lake
doctor-check-inputs = Record of imports
doctor-check-unrecognised = Unknown kinds
doctor-check-sums = Sums

doctor-disk-good = { $free } are free; { $reserve } of them are kept free.
doctor-disk-full = { $free } are free and { $reserve } are kept free: nothing more is taken until there is room.
    .remedy = Make room: atalaya lake expire --older-than 365d, then atalaya journal expire --older-than 30d; or a larger disk. Nothing that was acknowledged is lost.
doctor-disk-little = { $free } are free, and { $reserve } of them are kept free: soon nothing more is taken.
    .remedy = Make room now: atalaya lake compact, then atalaya lake expire --older-than 365d; or a larger disk.
doctor-disk-days = { $free } are free, and { $reserve } of them are kept free. At the pace so far that is enough for { $days ->
    [one] { $days } day.
   *[other] { $days } days.
}
    .remedy = Decide what may go: atalaya lake expire --older-than 365d, atalaya journal expire --older-than 30d; or a larger disk.
doctor-disk-unknown = How much room there is cannot be read.
    .remedy = See it yourself: df -h
doctor-folder-good = Other users of this machine cannot open { $folder }.
doctor-folder-open = Other users of this machine can open { $folder }.
    .remedy = Keep them out: chmod 750 { $folder }
doctor-folder-unknown = Who can open { $folder } cannot be read.
    .remedy = See it yourself: ls -ld { $folder }
doctor-clock-good = It is { $time } UTC; this machine is in the zone { $zone }.
doctor-clock-old = It says { $time } UTC, which is long past.
    .remedy = Set the clock right, and keep it right with NTP. What is received meanwhile has wrong times of receipt.
doctor-clock-back = It says { $time } UTC, but the newest entry was received { $ahead } later: the clock was set back, or was wrong before.
    .remedy = Set the clock right, and keep it right with NTP. Times of events come from the logs and are not touched by it.
doctor-limits-good = The program may open { $limit } at once.
doctor-limits-few = The program may open { $limit } at once; { $wanted } are wanted.
    .remedy = Raise the limit: ulimit -n { NUMBER($wanted, useGrouping: "false") }, or LimitNOFILE= in the systemd unit.
doctor-limits-unknown = How many the program may open cannot be read.
    .remedy = See it yourself: ulimit -n
doctor-memory-good = { $free } are available.
doctor-memory-little = { $free } are available; { $wanted } are wanted.
    .remedy = End what is not needed on this machine, or give it more memory.
doctor-memory-unknown = How much is available cannot be read.
    .remedy = See it yourself: free -h

doctor-journal-good = { $entries } entries, { $size }.
doctor-journal-recovered = { $size }. It was not closed last time, and opened by itself: { $entries } entries were found again.
doctor-journal-damaged = It is damaged: { $fault }
    .remedy = See all that is wrong, and what to do: atalaya journal verify
doctor-anchors-good = The last one is of { $time } UTC; { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} came after it.
doctor-anchors-old = The last one is of { $time } UTC; { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} came after it.
    .remedy = Make one and take it away: atalaya journal anchor -o anchor.json
doctor-anchors-none = There is none: nobody could show that the end of the history is not missing.
    .remedy = Make one and take it away: atalaya journal anchor -o anchor.json
doctor-encryption-off = Off.
doctor-encryption-on = On, with key { NUMBER($key, useGrouping: "false") }.
doctor-encryption-mixed = { $segments ->
    [one] { $segments } segment of the journal is
   *[other] { $segments } segments of the journal are
} not encrypted as new ones are.
    .remedy = Write them anew: atalaya journal rekey, and the same for the lake: atalaya lake rekey
doctor-encryption-lake = { $files ->
    [one] { $files } file of the lake is
   *[other] { $files } files of the lake are
} not encrypted as new ones are.
    .remedy = Write them anew, before any key is taken away: atalaya lake rekey
doctor-encryption-unused = Keys were given, and nothing is encrypted.
    .remedy = To encrypt what is there: atalaya journal rekey and atalaya lake rekey. What is imported with keys is encrypted from then on.
doctor-pending-none = Everything that was received is decoded.
doctor-pending-some = { $entries ->
    [one] { $entries } entry is not decoded yet.
   *[other] { $entries } entries are not decoded yet.
}
    .remedy = Where a centre has run: atalaya serve. Else the next command that opens the lake decodes them: atalaya lake status
doctor-losses-none = None.
doctor-losses-lost = { $entries ->
    [one] { $entries } entry was lost to damage.
   *[other] { $entries } entries were lost to damage.
}
    .remedy = See where: atalaya journal verify. This directory takes no file twice: import the files that they came from into another one (--data).
doctor-losses-unreadable = { $records ->
    [one] { $records } record could
   *[other] { $records } records could
} not be read, in the middle of entries that were decoded: damaged Windows event logs.
    .remedy = The entries are in the journal until it expires. If you still have the files, keep them.
doctor-losses-unkept = { $entries ->
    [one] { $entries } entry that could not be decoded found
   *[other] { $entries } entries that could not be decoded found
} no room in the quarantine.
    .remedy = Make room in it: atalaya journal replay
doctor-losses-refused = { $entries ->
    [one] { $entries } entry was refused
   *[other] { $entries } entries were refused
} while the disk was full. They were not acknowledged.
    .remedy = If their files were not imported since, import them again.
doctor-losses-expired = { $entries ->
    [one] { $entries } entry went before it was decoded, because that was asked for.
   *[other] { $entries } entries went before they were decoded, because that was asked for.
}
    .remedy = Leave out --unread, so that they stay.
doctor-quarantine-none = It is empty.
doctor-quarantine-some = { $entries ->
    [one] { $entries } entry could not be decoded, and waits.
   *[other] { $entries } entries could not be decoded, and wait.
}
    .remedy = With a newer version of this program, or with kinds of your own (--kinds): atalaya journal replay
doctor-quarantine-reason = { $entries ->
    [one] { $entries } entry: { $reason }
   *[other] { $entries } entries: { $reason }
}
doctor-quarantine-raw = { $reason }
doctor-quarantine-unreadable = Why entries are in it cannot be read.
    .remedy = See what is wrong: atalaya journal verify
doctor-sources-good = { $sources ->
    [0] There is none yet.
    [one] The source was heard of in the last week.
   *[other] All { $sources } sources were heard of in the last week.
}
doctor-sources-silent = { $sources ->
    [one] { $sources } source was
   *[other] { $sources } sources were
} not heard of for more than { $days } days: { $names }
    .remedy = If logs of it should come, see what keeps them away. If it was imported once, nothing is wrong.
doctor-sources-gone = { $sources ->
    [one] When { $sources } source was last heard of is not known
   *[other] When { $sources } sources were last heard of is not known
}: the journal let go of what came from there.
doctor-lake-good = { $events } events in { $tables ->
    [one] { $tables } table
   *[other] { $tables } tables
}, { $size }.
doctor-lake-wrong = The lake is not as it was written: { $fault }
    .remedy = See everything that is wrong: atalaya lake verify
doctor-lake-more = { $faults ->
    [one] { $faults } fault
   *[other] { $faults } faults
} more.
    .remedy = See everything that is wrong: atalaya lake verify
doctor-files-good = They are few and large.
doctor-files-small = { $tables ->
    [one] { $tables } table has
   *[other] { $tables } tables have
} many small ones.
    .remedy = Make few large ones of them: atalaya lake compact
doctor-unrecognised-none = Every event is of a kind that is known.
doctor-unrecognised-some = { $events ->
    [one] { $events } event is
   *[other] { $events } events are
} of no kind that is known: searchable, but no rule sees them.
    .remedy = See what they are: atalaya hunt 'SELECT * FROM unrecognised LIMIT 10'. Once their kind is known (--kinds FOLDER), bring them there: atalaya journal replay
doctor-inputs-good = The record of imported files is whole.
doctor-inputs-damaged = { $lines ->
    [one] { $lines } line of the record of imported files is damaged or missing.
   *[other] { $lines } lines of the record of imported files are damaged or missing.
}
    .remedy = No event is lost. But a file that it no longer knows is taken again when it is imported again: give each new file once.
doctor-sums-good = { $sources ->
    [0] There is no source yet.
    [one] Both sums of the source balance.
   *[other] Both sums of all { $sources } sources balance.
}
doctor-sums-frames = The entries of { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
} do not balance: see the table below.
    .remedy = See what is wrong: atalaya journal verify. Please report this.
doctor-sums-events = The events of { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
} do not balance: see the table below.
    .remedy = See what is wrong: atalaya lake verify. Please report this.
doctor-sums-missing = Events of { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
} that had been stored are missing: see the table below.
    .remedy = See what is wrong: atalaya lake verify. If that finds nothing, folders of the lake were removed: bring them back from a backup.
doctor-sums-unknown = Whether { $sources ->
    [one] { $sources } source balances
   *[other] { $sources } sources balance
} cannot be told until everything is decoded and can be read.
    .remedy = Decode what waits: atalaya serve where a centre has run, else atalaya lake status. Then ask again.
doctor-sums-unread = Whether entries and events balance cannot be told: the journal cannot be read.
doctor-sums-of-frames = Entries: accepted = decoded + quarantine + pending + lost
doctor-sums-of-events = Events: decoded = stored + expired
doctor-column-lost = Lost

doctor-ledger-good = Findings: { $count }.
doctor-ledger-damaged = Its database is damaged: { $fault }
    .remedy = What it had found can be found again: atalaya hunt --rule judges what is stored. Bring the folder ledger back from a backup, or put it away and start the centre.

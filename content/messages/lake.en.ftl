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
lake-fail-damaged-waiting = Table { $table } of the lake is damaged and takes no events. What was acknowledged is safe in the journal and is decoded once the table is whole again.
    .remedy = Copy the folder elsewhere first, and bring the table back from a backup. See all that is wrong: atalaya lake verify
lake-fail-full = The disk is full: { $free } are free, and { $reserve } are kept free.
    .remedy = Make room, or let go of old events: atalaya lake expire --older-than 365d. Nothing is lost; give the same command again.
lake-fail-read = Table { $table } of the lake cannot be read: { $reason }.
    .remedy = See all that is wrong: atalaya lake verify
lake-fail-write = Table { $table } of the lake cannot be written: { $reason }.
    .remedy = Check the disk and its room: atalaya doctor. Nothing is lost; give the same command again.
lake-fail-conflict = Table { $table } of the lake changed meanwhile.
    .remedy = Give the same command again.
lake-fail-tables = There are as many tables as there may be: no further organization or kind of log can be stored.
    .remedy = Use another data directory for what is new.
lake-fail-name = The name of the organization, or of a kind of log, is too long, or that of the centre’s own canaries.
    .remedy = Use another one: 64 letters always fit.
lake-reason-unknown = the files are not as they were written
lake-keys-off = What is written from now on is not encrypted.
lake-keys-on = What is written from now on is encrypted with key { NUMBER($key, useGrouping: "false") }.
lake-keys-needed = { $files ->
    [one] { $files } file needs
   *[other] { $files } files need
} key { NUMBER($key, useGrouping: "false") }.
lake-keys-plain = { $files ->
    [one] { $files } file needs
   *[other] { $files } files need
} no key.
lake-status-holds = Held, whatever expires
lake-column-hold = Hold
lake-fail-nothing-of = There are no events of { $names }.
    .remedy = The names are in: atalaya lake status
lake-fail-hold-exists = There is a hold { $name } already.
    .remedy = Choose another name, or release it first: atalaya lake release { $name }
lake-fail-holds = The list of holds, lake/holds.json, is damaged or missing. Nothing expires while it is.
    .remedy = Bring it back from a backup.

lake-compact = Compaction
lake-compact-nothing = Nothing to do: the files are few and large.
lake-compact-done = { $tables ->
    [one] In { $tables } table
   *[other] In { $tables } tables
}, { $before } files became { $after }, { $size } became { $smaller }.
lake-removed = { $files ->
    [one] { $files } file that is needed no longer was
   *[other] { $files } files that are needed no longer were
} removed, { $size }.
lake-expire = Events before { $before } UTC
lake-expire-nothing = Nothing went: there are no whole days as old as that, or they are held.
lake-expire-went = { $events ->
    [one] { $events } event
   *[other] { $events } events
} in { $files ->
    [one] { $files } file went, { $size }.
   *[other] { $files } files went, { $size }.
}
lake-expire-held = { $events ->
    [one] { $events } event stays, held by { $name }.
   *[other] { $events } events stay, held by { $name }.
}
    .remedy = When they are needed no longer: atalaya lake release { $name }
lake-hold-made = { $name } holds events of { $organization }, whatever expires.
lake-rekeyed = { $files ->
    [one] { $files } file was
   *[other] { $files } files were
} written anew.
    .remedy = The journal has files of its own: atalaya journal rekey. Keep older keys until both are done.

lake-verify = The lake, read and compared
lake-verify-totals = { $events ->
    [one] { $events } event
   *[other] { $events } events
} in { $files ->
    [one] { $files } file
   *[other] { $files } files
} of { $tables ->
    [one] { $tables } table
   *[other] { $tables } tables
}, { $size }.
lake-verify-replaced = { $files ->
    [one] { $files } file is
   *[other] { $files } files are
} needed no longer, since others have taken its place.
    .remedy = They are removed by: atalaya lake compact
lake-verify-strangers = { $files ->
    [one] { $files } file belongs
   *[other] { $files } files belong
} to no table: a crash left it, or somebody put it there.
    .remedy = They are removed by: atalaya lake compact
lake-verify-damaged = Keep the folder as it is and copy it elsewhere before you do anything else. Bring back the files that are named from a backup. What the journal still has can also be imported into a new data directory.
lake-passed-over = { $tables ->
    [one] A table was passed over because it is damaged:
   *[other] { $tables } tables were passed over because they are damaged:
}
lake-damaged = Table { $table } is damaged: { $fault }.
    .remedy = Copy the folder elsewhere first, and bring the table back from a backup. Other tables can be used meanwhile. All that is wrong: atalaya lake verify
lake-fault = { $file }: { $wrong }
lake-wrong-missing = the file is missing
lake-wrong-size = it has { $found } bytes instead of { $expected }
lake-wrong-digest = its content is not what was written
lake-wrong-unreadable = it cannot be read
lake-wrong-unchained = the hash chain of the table’s log is broken before this place
lake-wrong-differs = it says something else than what is known of the table
lake-wrong-repeated = { $events ->
    [one] { $events } event in it is
   *[other] { $events } events in it are
} there twice
lake-exported = { $events ->
    [one] { $events } event
   *[other] { $events } events
} in { $files ->
    [one] { $files } file
   *[other] { $files } files
} ({ $size }) are in { $folder }, without encryption.
    .remedy = manifest.json there has the SHA-256 of every file; any program that reads Parquet can open them.
lake-fail-export-used = { $folder } holds something already.
    .remedy = Name a folder that does not exist yet, or is empty.
lake-fail-export = The copy cannot be written to { $path }: { $reason }.
    .remedy = Choose a folder that you may write to and that has room. What is in the folder so far is not whole.

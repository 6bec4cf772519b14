# Long work on journal and lake: how far it is, and what is said where it was stopped.

upkeep-progress-tables = { $done } of { $all ->
    [one] { $all } table
   *[other] { $all } tables
}, { $size } read
upkeep-progress-segments = { $done } of { $all ->
    [one] { $all } segment
   *[other] { $all } segments
}, { $size } read
upkeep-progress-files = { $done ->
    [one] { $done } file
   *[other] { $done } files
}, { $size } read

upkeep-stopped-tables = It was stopped after { $done } of { $all ->
    [one] { $all } table.
   *[other] { $all } tables.
} What was done stays.
    .remedy = Give the same command again: it goes on with the rest.
upkeep-stopped-segments = It was stopped after { $done } of { $all ->
    [one] { $all } segment.
   *[other] { $all } segments.
} What was done stays.
    .remedy = Give the same command again: it goes on with the rest. Keep older keys until then.
upkeep-stopped-files = It was stopped after { $done ->
    [one] { $done } file.
   *[other] { $done } files.
} What was done stays.
    .remedy = Give the same command again: it goes on with the rest. Keep older keys until then.
upkeep-unread-tables = It was stopped after { $done } of { $all ->
    [one] { $all } table.
   *[other] { $all } tables.
} Whether the rest is as it was written is not known.
    .remedy = Give the same command again; it begins anew.
upkeep-unread-segments = It was stopped after { $done } of { $all ->
    [one] { $all } segment.
   *[other] { $all } segments.
} Whether the rest is as it was written is not known.
    .remedy = Give the same command again; it begins anew.
upkeep-unwritten = The export was stopped after { $done } of { $all ->
    [one] { $all } table;
   *[other] { $all } tables;
} what it had written was removed.
    .remedy = Give the same command again; it begins anew.

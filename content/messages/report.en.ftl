# The report that an examiner leaves behind.

report-title = What the logs show
report-skip = Go to the findings
report-language = Language
report-zone-own = Times in the zone of this computer
report-zone-note = All times are in UTC.
report-print = Print
report-contents = Contents
report-noscript = Scripts are off: everything below can be read, but the list of findings cannot be filtered and shows only some of them in full.
report-unknown = unknown
report-yes = yes
report-no = only in part
report-nothing = There is nothing to show here: no rule found anything.
report-more = and { $count } more
report-unlisted = { $count } more are counted but not listed.
report-as-table = As a table
report-show-findings = Show these findings

report-verdict-critical = { $count ->
    [one] One critical finding
   *[other] { $count } critical findings
} { $hosts ->
    [0] on machines that the logs do not name
    [one] on one machine
   *[other] on { $hosts } machines
}. Act today: this is almost certainly an attack.
report-verdict-high = { $count ->
    [one] One finding of high level
   *[other] { $count } findings of high level
} { $hosts ->
    [0] on machines that the logs do not name
    [one] on one machine
   *[other] on { $hosts } machines
}, none critical. They need to be looked at today.
report-verdict-medium = Nothing critical or high was found. { $count ->
    [one] One finding of medium level
   *[other] { $count } findings of medium level
} { $hosts ->
    [0] on machines that the logs do not name
    [one] on one machine
   *[other] on { $hosts } machines
} should be looked at this week.
report-verdict-low = Only findings of low level or for information: { $count } of the highest of these levels, { $hosts ->
    [0] on machines that the logs do not name
    [one] on one machine
   *[other] on { $hosts } machines
}. Nothing of it is urgent.
report-verdict-nothing = No rule found anything. Before you take that as good news, read below what could not be seen.
report-verdict-unread = No log could be read, so nothing can be said. The reasons are below.
report-verdict-cleared = { $count ->
    [one] A log was cleared, which attackers do to hide: what it held cannot be known.
   *[other] { $count } logs were cleared, which attackers do to hide: what they held cannot be known.
}
report-below-level = { $count ->
    [one] { $count } finding is below the level that was asked for and is not in this report.
   *[other] { $count } findings are below the level that was asked for and are not in this report.
}

report-level-informational = information
report-level-low = low
report-level-medium = medium
report-level-high = high
report-level-critical = critical

report-fact-files = Files examined
report-fact-events = Events understood
report-fact-span = Period of the events
report-fact-hosts = Machines with findings
report-fact-rules = Rules applied
report-fact-made = Examined on

report-first = What to look at first
report-first-about = The machines with the most serious findings, and what happened on each in the order of time.
report-story = { $findings ->
    [one] One finding
   *[other] { $findings } findings
} of { $rules ->
    [one] one rule
   *[other] { $rules } rules
}{ $serious ->
    [0] , none of high level
   *[other] ; high or critical: { $serious }
}.
report-story-times = { $count } times
report-story-more = { $count ->
    [one] One more rule fired on this machine.
   *[other] { $count } more rules fired on this machine.
}
report-host-none = machine not named
report-host-other = other machines

report-when = When it happened
report-when-minutes = { $count ->
    [one] Findings by level; each bar is one minute.
   *[other] Findings by level; each bar is { $count } minutes.
}
report-when-hours = { $count ->
    [one] Findings by level; each bar is one hour.
   *[other] Findings by level; each bar is { $count } hours.
}
report-when-days = { $count ->
    [one] Findings by level; each bar is one day.
   *[other] Findings by level; each bar is { $count } days.
}
report-when-before = { $count ->
    [one] { $count } finding is much earlier and not in the picture.
   *[other] { $count } findings are much earlier and not in the picture.
}
report-when-after = { $count ->
    [one] { $count } finding is much later and not in the picture.
   *[other] { $count } findings are much later and not in the picture.
}
report-when-without = { $count ->
    [one] { $count } finding has no time that could be read and is not in the picture.
   *[other] { $count } findings have no time that could be read and are not in the picture.
}
report-time-unknown = time unknown
report-column-from = From

report-attack = Tactics and techniques (ATT&CK)
report-attack-about = ATT&CK is the public catalogue of what attackers do. The tactics are in the order of an attack; below each, the techniques that the rules saw and how many findings there are.
report-attack-untouched = Nothing seen.
report-attack-alone = { $count ->
    [one] { $count } finding without a technique
   *[other] { $count } findings without a technique
}
report-attack-without = { $count ->
    [one] The rule of { $count } finding names no tactic or technique.
   *[other] The rules of { $count } findings name no tactic or technique.
}

report-heat = Machines and rules
report-heat-about = How many findings each rule has on each machine. A number leads to its findings.
report-heat-rules-beyond = { $count ->
    [one] { $count } more rule fired and is not in the table.
   *[other] { $count } more rules fired and are not in the table.
}
report-heat-hosts-beyond = { $count ->
    [one] { $count } more machine has findings and is not in the table.
   *[other] { $count } more machines have findings and are not in the table.
}

report-stories = What happened on each machine
report-stories-about = Each step is a rule, at the time when it first fired on that machine. Findings that name no machine are told file by file.

report-findings = All findings
report-beyond = { $count ->
    [one] { $count } finding is only counted: the report has room for the { $limit } most serious and, among these, earliest ones.
   *[other] { $count } findings are only counted: the report has room for the { $limit } most serious and, among these, earliest ones.
} The file with all findings (.jsonl) has them all.
report-static = Without script, { $shown } of { $total } findings can be read here: the most serious ones and the first of each rule. Open the report in a browser with scripts, or write a timeline (timeline.csv), for all of them.
report-filter-text = Search
report-filter-level = Level
report-filter-rule = Rule
report-filter-host = Machine
report-filter-tactic = Tactic
report-filter-from = From
report-filter-to = Until
report-filter-sort = Order
report-filter-deep = Search the records too (slower)
report-filter-clear = Show all
report-detail-none = Choose a finding to see what happened.

report-live-count = Findings shown: { $shown } of { $total }
report-live-searching = Searching the records: { $done } of { $total } parts
report-live-none = No finding fits. Remove a filter to see more.
report-live-all = all
report-live-only = only { $level }
report-live-from = { $level } or worse
report-live-sort-level = most serious first
report-live-sort-time = earliest first
report-live-sort-time-last = latest first
report-live-sort-rule = by rule
report-live-sort-host = by machine
report-live-technique = Technique { $technique }
report-live-details-missing = There was no room in the report for the details of this finding. They are in the file with all findings (.jsonl).
report-live-old-browser = This browser is too old to open the details. Use a recent Firefox, Chrome, Edge or Safari.
report-live-zone-note = All times are in the zone of this computer: { $zone }.

report-happened = What happened
report-why = Why it matters
report-why-unknown = The rule does not say why it matters.
report-causes = Innocent causes
report-checks = What to check first
report-foreign = In English, in the words of the rule’s author:
report-foreign-mark = in English
report-event = The event
report-entities = Who and where
report-matched = matched
report-field-any = anywhere in the text
report-fields-missing = The other fields of the event are not in this report: there was no room for them. The record is in the file named below.
report-record = The record as received
report-record-cut = Cut here; it has { $bytes } bytes in full.
report-record-missing = The record is not in this report. It is in the file named below.
report-record-dropped = There was no room in the report for this record: more serious findings came first. It is in the file named below.
report-origin = Where it comes from
report-origin-file = File
report-origin-record = Record number
report-origin-digest = SHA-256 of the file
report-origin-count = Events that contributed
report-origin-related = Records that contributed
report-origin-rule = Rule
report-origin-uid = Identifier of the finding
report-origin-kind = Kind of log

report-rules = The rules that fired
report-rule-found = Findings: { $findings }; machines: { $hosts }
report-rule-unknown = This rule was not among those that were loaded for the report; only its title is known.
report-rule-id = Identifier
report-rule-author = Author
report-rule-license = Licence
report-rule-source = For logs of
report-rule-span = First and last finding
report-rule-techniques = Techniques
report-rule-links = Links

report-unseen = What could not be seen
report-unseen-about = No finding does not mean no attack. These are the blind spots of this examination, and what can be done about each.
report-unseen-nothing = Everything that was asked for could be seen.
report-unseen-cleared = Logs that were cleared
report-unseen-cleared-do = Ask who cleared them and why, and leave those machines as they are until you know. Copies may exist where logs are collected or backed up.
report-unseen-cleared-log = { $kind } on { $host } was cleared at { $time } ({ $input })
report-unseen-mute = Fields that rules need and no event carries
report-unseen-mute-do = These rules cannot fire until the sender records these fields.
report-unseen-mute-field = { $rules ->
    [one] { $rules } rule cannot fire
   *[other] { $rules } rules cannot fire
}: no value of { $field } in { $events ->
    [one] { $events } event
   *[other] { $events } events
} of { $kind } ({ $logsource })
report-unseen-sources = { $rules ->
    [one] { $rules } rule had no log to look at
   *[other] { $rules } rules had no log to look at
}
report-unseen-sources-do = If the machines keep these logs, collect them and examine again. If they do not, consider switching them on.
report-unseen-source = { $logsource }: { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}
report-unseen-placeholders = Rules that wait for values from you
report-unseen-placeholders-do = Write the values into a YAML file and repeat the examination with --placeholders.
report-unseen-placeholder = { $name }: { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}
report-unseen-unrecognised = Files with events of no known kind
report-unseen-unrecognised-do = No rule saw these events. Describe the kind of log in a file of your own (--kinds), or ask for it to be added.
report-unseen-unrecognised-input = { $input }: { $events ->
    [one] { $events } event
   *[other] { $events } events
} with fields such as { $fields }
report-unseen-quarantined = Records that could not be understood
report-unseen-quarantined-do = Export the logs again, whole, in their original format.
report-unseen-quarantined-reason = { $count ->
    [one] { $count } record: { $reason }
   *[other] { $count } records: { $reason }
}
report-unseen-skipped = Not opened
report-unseen-skipped-do = Copy or export these files again and examine them.
report-unseen-place = { $place }: { $reason }
report-unseen-damaged = Damaged
report-unseen-damaged-do = Around the damage, events may be missing. Look for another copy.
report-unseen-damage = { $input }, at byte { NUMBER($offset, useGrouping: "false") }: { $reason }
report-unseen-incomplete = Not read to the end
report-unseen-incomplete-do = What comes after the break was not examined. Copy these files again.
report-unseen-incomplete-input = { $input } was read only in part.
report-unseen-jumps = Record numbers that jump
report-unseen-jumps-do = Records may have been removed, or the log is larger than its limit. Compare with copies where logs are collected.
report-unseen-jump = { $log }: { $missing ->
    [one] { $missing } record is missing
   *[other] { $missing } records are missing
} between { NUMBER($after, useGrouping: "false") } and { NUMBER($before, useGrouping: "false") } ({ $input })
report-unseen-restart = { $log }: numbering began anew, { NUMBER($before, useGrouping: "false") } follows { NUMBER($after, useGrouping: "false") } ({ $input })
report-unseen-gaps = Times without any event
report-unseen-gaps-do = Find out whether the machine was off, or whether its log was switched off or removed.
report-unseen-gap = { $kind }: { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}, from { $from } to { $until } UTC
report-unseen-zoneless = Times read as UTC only because nothing says their zone
report-unseen-zoneless-do = If these machines write local time, their events stand at the wrong hour here. Examine again with --timezone.
report-unseen-zoneless-input = { $input }: { $events ->
    [one] { $events } event
   *[other] { $events } events
}
report-unseen-limits = Limits that were reached
report-unseen-limits-do = Examine fewer logs at a time, and these limits are not reached.
report-unseen-refused = Rules that were refused
report-unseen-refused-do = Correct them or ask their author; “atalaya rules check” explains each.
report-unseen-events = Events that were left aside or are uncertain
report-unseen-without-kind = { $count ->
    [one] { $count } event is of no known kind of log; no rule saw it.
   *[other] { $count } events are of no known kind of log; no rule saw them.
}
report-unseen-outside = { $count ->
    [one] { $count } event is outside the period that was asked for.
   *[other] { $count } events are outside the period that was asked for.
}
report-unseen-without-time = { $count ->
    [one] { $count } event has no time that could be read; the rules saw it all the same.
   *[other] { $count } events have no time that could be read; the rules saw them all the same.
}
report-unseen-recoded = { $count ->
    [one] { $count } record was not in the character set of its file and was read as Windows-1252.
   *[other] { $count } records were not in the character set of their file and were read as Windows-1252.
}

report-method = How this was done
report-method-command = The command that repeats it
report-method-version = Program
report-method-began = Begun
report-method-elapsed = Time it took
report-method-rules = Rules
report-method-rules-loaded = { $rules } rules, { $correlations } correlations and { $filters } filters from { $files } files; refused: { $refused }
report-method-sums = The sums
report-method-kinds = Kinds of log
report-method-inputs = Files examined
report-method-limits = Limits of this report
report-sum-frames = Records read
report-sum-decoded = of these understood as events
report-sum-quarantined = of these not understood
report-sum-examined = Events examined by rules
report-sum-outside = Events outside the period
report-sum-without-kind = Events of no known kind
report-sums-frames = The records balance: read = understood + not understood.
report-sums-frames-not = The records do not balance. This is a fault of the program; please report it.
report-sums-events = The events balance: understood = examined + outside the period + of no known kind.
report-sums-events-not = Not every event was examined: a limit was reached, or no rule was applied. See “What could not be seen”.
report-column-kind = Kind
report-column-files = Files
report-column-events = Events
report-column-first = First
report-column-last = Last
report-column-verification = Fields known
report-column-input = File
report-column-size = Size
report-column-records = Records
report-column-complete = Whole
report-column-digest = SHA-256
report-digest-none = not computed
report-verification-seen = from real logs
report-verification-documented = from documentation
report-verification-unverified = unverified
report-limit-findings = At most { $limit } findings are in the report: the most serious, and among these the earliest.
report-limit-details = Their details take at most { $size }. If there are more, the less serious findings first lose their record.
report-limit-rules = A rule finds what it describes and nothing else. A finding is a reason to look, not a proof; its absence proves nothing either.

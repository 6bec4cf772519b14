# The command line: help, what is wrong with arguments, the summary of a scan, rules and kinds.

cli-about-program = Atalaya reads logs and finds attacks in them with the open Sigma rules.
cli-about-scan = Read logs, apply the rules and say what was found, and what could not be seen
cli-about-rules = List, explain and check rules
cli-about-rules-list = List the rules
cli-about-rules-show = Explain one rule in its author's words
cli-about-rules-check = Say what is wrong with the rules, where, and what to do about it
cli-about-rules-coverage = Say which kinds of log feed each rule
cli-about-kinds = List and explain the kinds of log that are known, and identify files
cli-about-kinds-list = List the kinds of log
cli-about-kinds-show = Explain one kind of log
cli-about-kinds-identify = Say what files are, by their content

cli-help-usage = Usage
cli-help-verbs = Commands
cli-help-places = Arguments
cli-help-flags = Flags
cli-help-more = For the flags of a command: { $program } COMMAND --help
cli-help-words = One of: { $words }.
cli-help-help = Show this help.
cli-help-version = Show the version.
cli-help-lang = Language of all texts. Default: that of the terminal.
cli-help-json = Print one JSON object for other programs instead of text.
cli-help-logs = Files, folders and archives with logs; - reads standard input. What they are is recognised from their content.
cli-help-rules = Sigma rules: a folder, a file or a zip archive. May be repeated. Default: the rules that come with the program.
cli-help-kinds = Kinds of log: a folder of YAML files in the format of content/kinds. May be repeated. A file with the name of one of ours takes its place.
cli-help-rule-folders = Sigma rules: folders, files or zip archives. Default: the rules that come with the program.
cli-help-rule = The rule's identifier, name or title.
cli-help-level = Write and list only findings of this level and above. Default: all.
cli-help-fail-on = End with status 1 if there are findings of this level or above.
cli-help-since = Leave out events before this time: 2024-05-01, 2024-05-01 10:30 or 2024-05-01T10:30:00Z.
cli-help-until = Leave out events from this time on; a day without a time of day counts to its end.
cli-help-timezone = Zone of logs and times that name none: Asia/Taipei, -06:00. With a pattern, of the files and archive members whose name fits it: 'firewall/*=America/Guatemala'; the last one that fits holds. May be repeated. Default: UTC.
cli-help-year = Year of log stamps that name none: 'old/*=2019'. May be repeated. Default: the last year that fits the date when the file was modified.
cli-help-output = What to leave behind, by the name’s ending: findings (.jsonl), report (.html), timeline (.csv), ATT&CK layer (navigator.json), STIX bundle (stix.json). May be repeated.
cli-help-placeholders = YAML file with the values of the rules' placeholders.
cli-help-addresses = Table of countries or networks of addresses in the MaxMind DB format (.mmdb), of DB-IP, IPinfo or MaxMind. May be repeated.
cli-help-handover = Leave a whole folder behind: report, timeline, findings, ATT&CK layer, STIX bundle, summary, log of what was done, checksums. A run that was stopped goes on when the same command is given again.
cli-help-redact = Mask personal data in everything that comes out: people’s names become pseudonyms, the same for the same person.
cli-help-redact-key = Make the pseudonyms with the key in this file, so that several runs agree; the file is made if it is not there. Whoever has it can tell who is meant. Implies --redact.
cli-help-decode-only = Read, recognise and count only; apply no rule.
cli-help-threads = Threads that work. Default: one for each processor.
cli-help-kind = The kind's name, as kinds list shows it.
cli-help-identify-files = Files, folders or archives to identify.

cli-value-verb = COMMAND
cli-value-flags = FLAGS
cli-value-logs = LOGS
cli-value-file = FILE
cli-value-folder = FOLDER
cli-value-level = LEVEL
cli-value-time = TIME
cli-value-zone = [PATTERN=]ZONE
cli-value-year = [PATTERN=]YEAR
cli-value-language = LANGUAGE
cli-value-number = NUMBER
cli-value-rule = RULE
cli-value-kind = KIND

cli-error = Problem:
cli-error-usage = Usage: { $usage }
cli-error-help = For help: { $command }
cli-error-suggestion = Did you mean { $word }?
cli-error-verb-unknown = There is no command { $word }.
cli-error-verb-missing = Say what to do: a command is missing.
cli-error-argument-unknown = There is no flag { $argument } here.
cli-error-argument-missing = This is missing: { $argument }
cli-error-argument-twice = { $argument } may be given only once.
cli-error-value-missing = { $argument } needs a value.
cli-error-value-unknown = { $argument } cannot be { $value }. One of these is possible: { $valid }.
cli-error-value-not-wanted = { $argument } takes no value, but was given { $value }.
cli-error-not-unicode = An argument is not valid text.
    .remedy = Type it again. Names of files may hold any bytes, other arguments may not.
cli-error-arguments = These arguments do not make sense together.
cli-error-time = { $flag } cannot be { $value }: that is not a time.
    .remedy = Write a day, 2024-05-01, or a time, 2024-05-01T10:30:00Z.
cli-error-time-order = --since is not before --until, so no event could be left.
    .remedy = Swap the two, or leave one out.
cli-error-zone = There is no time zone { $zone }.
    .remedy = Write a name such as Asia/Taipei or America/Guatemala, or an offset such as -06:00.
cli-error-year = --year cannot be { $value }: a year of four digits is needed, after a pattern and = if it is not for all files.
    .remedy = Write --year 2019 or --year 'old/*=2019'.
cli-error-patterns = { $flag } can be given at most { $limit } times.
cli-error-threads = --threads cannot be { $value }: a number from 1 to { $limit } is needed.
cli-error-output-extension = Findings cannot be written to { $file }: its extension names no format that can be written.
    .remedy = Use a file name that ends in one of these: { $extensions }.
cli-error-stdin-twice = Standard input (-) can be read only once.
cli-error-decode-only = With --decode-only no rule is applied, so --output and --fail-on have no meaning.
    .remedy = Leave out --decode-only, or the other two.

cli-fail-read = { $path } cannot be read: { $reason }.
cli-fail-archive = The archive { $path } cannot be read: it is damaged or no zip archive.
    .remedy = Download or copy it again.
cli-fail-rules-empty = There is no rule in { $path }.
    .remedy = Give a folder, file or zip archive with Sigma rules (files that end in .yml or .yaml).
cli-fail-rules-limit = { $path } holds more, or larger, rule files than are read.
    .remedy = Give the folder that holds the rules themselves.
cli-fail-output = { $path } cannot be written: { $reason }.
    .remedy = Choose a file in a folder that exists, that you may write to and that has space left.
cli-fail-no-rule-left = No rule is left to apply: all { $refused } documents were refused.
    .remedy = See what is wrong with them: atalaya rules check { $folders }
cli-fail-output-log = { $path } is one of the logs to be read: findings would replace it.
    .remedy = Choose another file for the findings.
cli-fail-thread = The program has a fault and had to stop. Nothing that it wrote so far is complete.
    .remedy = Please report this, with the log that was being read if you may share it.
cli-fail-print = The answer cannot be printed: { $reason }.
cli-fail-placeholders = { $path } is no list of placeholders (line { $line }).
    .remedy = Write one placeholder a line with its values, as in Workstations: [PC-01, PC-02].
cli-fail-redact-key = { $path } is no key for pseudonyms.
    .remedy = A key is 64 hexadecimal digits. Name a file that does not exist yet to have one made.
cli-fail-chance = The system gives no random numbers, so no key can be made.
    .remedy = Name a file with a key: --redact-key.
cli-error-handover-stream = --handover needs files that can be read again: standard input and pipes cannot.
    .remedy = Write the stream to a file first, or use --output.
cli-fail-handover-used = { $path } holds something else already.
    .remedy = Name a folder that does not exist yet, or the one of a run that was stopped.
cli-fail-handover-busy = Another run is writing to { $path }.
    .remedy = Wait until it ends, or name another folder.
cli-fail-handover-finished = The handover in { $path } is finished; nothing in it is changed.
    .remedy = Name another folder for another run.
cli-fail-stopped = The run was stopped.
    .remedy = With --handover, give the same command again and it goes on where it stopped; otherwise nothing was written.
cli-fail-work-io = What was done so far cannot be kept: { $reason }.
    .remedy = Make room in the folder of the handover, and give the same command again.
cli-fail-work-damaged = What the folder holds of the run so far is damaged.
    .remedy = Name a new folder; everything is read again.
cli-fail-work-task = The folder holds a run of another command, other rules, other kinds of log or another version of the program.
    .remedy = Give exactly the same command, or name a new folder.
cli-fail-work-changed = { $file } changed since the run began, was added or is gone: what was found in it so far would not be true any more.
    .remedy = Bring the file back as it was, or name a new folder.
cli-fail-rule-unknown = There is no rule { $rule }.
    .remedy = The identifiers and titles are in: atalaya rules list
cli-fail-kind = The kind of log in { $file }, line { $line }, cannot be used: { $reason }
    .remedy = Mend the file, or leave the folder out.
cli-fail-kinds-limit = { $path } holds more, or larger, files with kinds of log than are read.
    .remedy = Name a folder that holds kinds of log and nothing else.
cli-fail-kind-unknown = There is no kind of log { $kind }.
    .remedy = The names are in: atalaya kinds list
cli-fail-addresses-large = { $path } is larger than a table of addresses may be.
    .remedy = Use the free or “lite” edition of the table.
cli-fail-addresses-malformed = { $path } is no table of addresses in the MaxMind DB format, or it is damaged.
    .remedy = Download it again, as .mmdb and not as CSV, and unpack it.
cli-fail-addresses-nothing = { $path } tells neither the country nor the network of an address.
    .remedy = Use a table of countries or of autonomous systems (ASN).
cli-fail-addresses-many = There are more than { $limit } tables of addresses; { $path } is one too many.
cli-reason-not-found = it does not exist
cli-reason-denied = you do not have permission
cli-reason-folder = it is a folder
cli-reason-file = it is a file, and a folder is needed
cli-reason-taken = there is a file of that name
cli-reason-full = there is no space left
cli-reason-read-only = the disk can only be read
cli-reason-other = the system refuses (error { NUMBER($code, useGrouping: "false") })

cli-level-informational = informational
cli-level-low = low
cli-level-medium = medium
cli-level-high = high
cli-level-critical = critical
cli-severity-warning = warning
cli-severity-error = refused
cli-verification-seen = seen in real logs
cli-verification-documented = as documented
cli-verification-unverified = not verified
cli-verified-seen = seen
cli-verified-documented = documented
cli-verified-unverified = unverified

cli-tactic-reconnaissance = Reconnaissance
cli-tactic-resource-development = Resource development
cli-tactic-initial-access = Initial access
cli-tactic-execution = Execution
cli-tactic-persistence = Persistence
cli-tactic-privilege-escalation = Privilege escalation
cli-tactic-defense-evasion = Defense evasion
cli-tactic-stealth = Stealth
cli-tactic-defense-impairment = Defense impairment
cli-tactic-credential-access = Credential access
cli-tactic-discovery = Discovery
cli-tactic-lateral-movement = Lateral movement
cli-tactic-collection = Collection
cli-tactic-command-and-control = Command and control
cli-tactic-exfiltration = Exfiltration
cli-tactic-impact = Impact

cli-column-kind = Kind
cli-column-kinds = Kinds
cli-column-routed = Fire
cli-column-reason = Reason
cli-column-files = Files
cli-column-events = Events
cli-column-first = First (UTC)
cli-column-last = Last (UTC)
cli-column-time = Time (UTC)
cli-column-verification = Fields
cli-column-level = Level
cli-column-rule = Rule
cli-column-rules = Rules
cli-column-findings = Findings
cli-column-host = Host
cli-column-hosts = Hosts
cli-column-tactic = Tactic
cli-column-place = Where
cli-column-id = Identifier
cli-column-title = Title
cli-column-logsource = Log source
cli-column-status = Status
cli-column-author = Author
cli-column-dialects = Dialects

cli-progress = { $size }, { $rate } events/s, { $findings ->
    [one] { $findings } finding
   *[other] { $findings } findings
}
cli-more = … and { $count } more (see --json)
cli-unknown = unknown
cli-fact = { $name }: { $value }
cli-place = { $file }, record { NUMBER($record, useGrouping: "false") }
cli-summary-pace = Took { $time }: { $events } events/s, { $size }/s.

cli-read = What was read
cli-read-nothing = Nothing could be read.
cli-read-totals = { $inputs ->
    [one] { $inputs } file
   *[other] { $inputs } files
}, { $size }, { $records ->
    [one] { $records } record.
   *[other] { $records } records.
}
cli-read-decoded = { $count ->
    [one] { $count } record was understood and is an event.
   *[other] { $count } records were understood and are events.
}
cli-read-quarantined = { $count ->
    [one] { $count } record could not be understood.
   *[other] { $count } records could not be understood.
}
cli-read-without-kind = { $count ->
    [one] { $count } event is of no kind of log that is known: no rule saw it.
   *[other] { $count } events are of no kind of log that is known: no rule saw them.
}
cli-read-outside-time = { $count ->
    [one] { $count } event is outside the time asked for.
   *[other] { $count } events are outside the time asked for.
}
cli-read-without-time = { $count ->
    [one] { $count } event has no time that could be read.
   *[other] { $count } events have no time that could be read.
}
cli-read-recoded = { $count ->
    [one] { $count } record was not in the character set of its file and was read as Windows-1252.
   *[other] { $count } records were not in the character set of their file and were read as Windows-1252.
}
cli-read-kinds = By kind of log
cli-read-years = Year of stamps that name none
cli-read-year-given = { $input }: { $year }, as you said (events: { $events })
cli-read-year-modified = { $input }: by the file’s modification on { $time } UTC (events: { $events })
cli-read-year-scan = { $input }: by today’s date, as the input does not say when it was written (events: { $events })
cli-read-damages = Damaged
cli-read-damage = { $input }, at byte { NUMBER($offset, useGrouping: "false") }: { $reason }
cli-read-skipped = Not opened
cli-read-reasons = Why records could not be understood
cli-read-reason = { $count ->
    [one] { $count } record: { $reason }
   *[other] { $count } records: { $reason }
}

cli-found = What was found
cli-found-nothing = No rule found anything. Read below what could not be seen before you take that as good news.
cli-found-totals = { $findings ->
    [one] { $findings } finding
   *[other] { $findings } findings
} of { $rules ->
    [one] { $rules } rule:
   *[other] { $rules } rules:
}
cli-found-written = { $count ->
    [one] { $count } finding is in { $file }.
   *[other] { $count } findings are in { $file }.
}
cli-found-beyond = { $count ->
    [one] { $count } more finding is only counted there: the file has a limit.
   *[other] { $count } more findings are only counted there: the file has a limit.
}
    .remedy = The .jsonl file holds all of them.
cli-found-unexamined = No event could be examined by a rule: nothing can be said, neither good nor bad.
cli-found-below = { $count ->
    [one] { $count } finding is below the level asked for: it is counted and not written.
   *[other] { $count } findings are below the level asked for: they are counted and not written.
}
cli-found-without-technique = { $count ->
    [one] { $count } more finding has no place in the matrix: its rule names no ATT&CK technique.
   *[other] { $count } more findings have no place in the matrix: their rules name no ATT&CK technique.
}
cli-found-rules = By rule
cli-found-hosts = By host
cli-found-tactics = By ATT&CK tactic
cli-found-serious = The most serious findings

cli-blind = What could not be seen
cli-blind-nothing = Everything that was asked for could be seen.
cli-blind-damaged = Of what is damaged, skipped or not understood above, nothing more could be seen.
cli-blind-mute = Fields that rules need and no event carries
cli-blind-mute-field = { $rules ->
    [one] { $rules } rule cannot fire
   *[other] { $rules } rules cannot fire
}: no value for { $field } in { $events ->
    [one] { $events } event
   *[other] { $events } events
} of { $kind } ({ $logsource })
cli-blind-sources = { $rules ->
    [one] { $rules } rule had no log to look at
   *[other] { $rules } rules had no log to look at
}
cli-blind-source = { $logsource }: { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}
cli-blind-placeholders = Rules that wait for values of yours (--placeholders)
cli-blind-placeholder = { $name }: { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}
cli-blind-unrecognised = Files with events of no kind that is known
cli-blind-unrecognised-input = { $input }: { $events ->
    [one] { $events } event
   *[other] { $events } events
} with fields such as { $fields }
cli-blind-cleared = Logs that were cleared
cli-blind-cleared-log = { $kind } on host { $host } was cleared at { $time } ({ $input })
cli-blind-jumps = Record numbers that jump
cli-blind-jump = { $log }: { $missing ->
    [one] { $missing } record is missing
   *[other] { $missing } records are missing
} between { NUMBER($after, useGrouping: "false") } and { NUMBER($before, useGrouping: "false") } ({ $input })
cli-blind-restart = { $log }: numbering began anew, { NUMBER($before, useGrouping: "false") } follows { NUMBER($after, useGrouping: "false") } ({ $input })
cli-blind-gaps = Times without any event
cli-blind-gap = { $kind }: { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
} from { $from } to { $until } UTC
cli-blind-zoneless = Times read as UTC only because nothing says their zone
    .remedy = Find out which zone these machines write in and say it: --timezone 'PATTERN=America/Guatemala'.
cli-blind-zoneless-input = { $input }: { $events ->
    [one] { $events } event
   *[other] { $events } events
}
cli-blind-patterns = Patterns of --timezone or --year that fit no file
cli-blind-limits = Limits that were reached
cli-blind-refused = { $count ->
    [one] { $count } rule was refused (all reasons: atalaya rules check)
   *[other] { $count } rules were refused (all reasons: atalaya rules check)
}

cli-next = What to do next
cli-next-nothing-read = Check the paths: no log in them could be read.
cli-next-serious = { $count ->
    [one] Look first at the { $count } finding
   *[other] Look first at the { $count } findings
} of level high or critical, beginning with “{ $rule }”.
cli-next-cleared = Ask who cleared the logs named above, and keep those machines as they are until you know.
cli-next-output = Keep the findings: run the scan again with --output findings.jsonl.
cli-next-mute = Switch on what is advised above under the fields that no event carries, so that those rules can see next time.
cli-next-rules = { $rules ->
    [one] Only the { $rules } rule that comes with the program was applied.
   *[other] Only the { $rules } rules that come with the program were applied.
} Download the public SigmaHQ rules and name their folder with --rules.
cli-next-unrecognised = See what the files that were not recognised are: atalaya kinds identify { $file }
cli-next-check = See why rules were refused: atalaya rules check { $folders }
cli-next-apply = Apply the rules: run the scan again without --decode-only.
cli-next-others = Look through the findings: { $count }, none of them of level high or critical.
cli-next-sources = { $rules } rules had no log to look at. If the machines keep such logs, add them and scan again.
cli-next-done = Nothing is left to do for this scan.

cli-rules-list = { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}
cli-rules-correlations = { $count ->
    [one] { $count } correlation
   *[other] { $count } correlations
}
cli-rule-license = License
cli-rule-date = Written
cli-rule-modified = Changed
cli-rule-tags = Tags
cli-rule-fields = Fields it asks for
cli-rule-filters = Filters added
cli-rule-file = File
cli-rule-references = References
cli-rule-false-positives = Innocent causes, as the author knows them
cli-rule-checks = What to check first
cli-rule-placeholders = Placeholders without values: until they have some, the rule cannot fire
cli-rule-kinds = Kinds of log that feed it
cli-rule-no-kind = None of the kinds that are known: the rule cannot fire.

cli-check = { $files ->
    [one] { $files } file, { $loaded } loaded
   *[other] { $files } files, { $loaded } loaded
}
cli-check-clean = Nothing is wrong.
cli-check-totals = { $errors ->
    [one] { $errors } refusal
   *[other] { $errors } refusals
}, { $warnings ->
    [one] { $warnings } warning.
   *[other] { $warnings } warnings.
}

cli-coverage = Which logs feed the rules
cli-coverage-loaded = { $loaded } loaded, { $refused } refused.
cli-coverage-routed = { $routed } rules fire when a sample of their log goes the whole way: { $seen } on field names seen in real logs, { $documented } on documented ones, { $unverified } on unverified ones.
cli-coverage-sources = Log sources of the rules
cli-coverage-silent = Rules that nothing made fire
cli-coverage-no-kind = No kind of log serves their log source
cli-coverage-fields-missing = They need fields that no log of their kind carries: { $fields }
cli-coverage-placeholder = They wait for values of yours (--placeholders): { $names }
cli-coverage-table = They need a table of addresses (--addresses). { $tables }
cli-coverage-no-witness = No values were found under which they hold

cli-kinds-list = { $kinds ->
    [one] { $kinds } kind of log
   *[other] { $kinds } kinds of log
}
cli-kind-charsets = Character sets
cli-kind-logsources = Log sources of rules that it feeds
cli-kind-no-logsource = None.
cli-identified-input = { $input }: { $format }, { $charset }, { $records ->
    [one] { $records } record
   *[other] { $records } records
}
cli-identified-without-kind = (no known kind)
cli-identified-not-decoded = (not understood)
cli-reason-in-use = another program listens there already
cli-reason-no-address = this machine does not have that address
cli-reason-refused = nobody listens there
cli-reason-ended = the other side ended the connection
cli-reason-no-answer = the other side does not answer in time
cli-reason-no-way = there is no way to it through the network

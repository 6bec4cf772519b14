# Which rules are proven to find what they must find.

proof-about = Show which rules are proven, which are not, and which cannot fire on what is sent
proof-help-not-proven = Leave out the rules that are proven
proof-fail-none = No centre has judged anything here yet, so nothing is proven.
    .remedy = Start one on this data: atalaya serve.
proof-heading = { $proven } of { $rules ->
    [one] { $rules } rule is proven
   *[other] { $rules } rules are proven
}
proof-all = Each found its canary within the last day, and somebody sends the logs that it is for.
proof-unproven = { $count ->
    [one] { $count } rule is not proven
   *[other] { $count } rules are not proven
}
proof-unable = { $count ->
    [one] { $count } rule cannot fire on what is sent here
   *[other] { $count } rules cannot fire on what is sent here
}
proof-column-since = Since (UTC)
proof-untried = No canary was let in since the centre began.
proof-no-finding = A canary was let in, and nothing was found.
proof-no-finding-of = A canary was let in as { $kind }, and nothing was found.
proof-old = The last proof is more than a day old.
proof-no-sample = No event is known that it must find: no sample has { $fields }.
proof-no-witness = No event is known that it must find.
proof-no-source = { $rules ->
    [one] { $rules } rule for { $logsource }: nothing of the kind has come within a day. { $kinds } would feed it.
   *[other] { $rules } rules for { $logsource }: nothing of the kind has come within a day. { $kinds } would feed them.
}
proof-no-field = { $rules ->
    [one] { $rules } rule needs { $field }, which has no value in { $kind }.
   *[other] { $rules } rules need { $field }, which has no value in { $kind }.
}
proof-no-value = { $rules ->
    [one] { $rules } rule waits for a value for { $name }.
   *[other] { $rules } rules wait for a value for { $name }.
}
    .remedy = Name a file with it as “placeholders” under [detection] in the settings of the centre.
proof-no-table = { $rules ->
    [one] { $rules } rule needs a table of addresses.
   *[other] { $rules } rules need a table of addresses.
}
proof-no-kind = { $rules ->
    [one] { $rules } rule is for { $logsource }, which no kind of log known here feeds.
   *[other] { $rules } rules are for { $logsource }, which no kind of log known here feeds.
}
proof-no-rules = { $rules ->
    [one] { $rules } correlation waits for rules that cannot fire here.
   *[other] { $rules } correlations wait for rules that cannot fire here.
}
proof-round = Canaries: { $proven } of { $rules ->
    [one] { $rules } rule found its own.
   *[other] { $rules } rules found their own.
} “atalaya rules proof” shows the rest.
proof-failed = { $count ->
    [one] { $count } rule did not find its canary: { $titles }
   *[other] { $count } rules did not find their canaries: { $titles }
}
    .remedy = What they should find would be missed. “atalaya rules proof” says which kinds of log they fail on.
proof-none = Canaries are tried again every minute; until then nothing is proven anew.
proof-left-out = { $count ->
    [one] { $count } canary stays out
   *[other] { $count } canaries stay out
}: what is needed to decode them is too long to be kept.

# What a scan says of damaged inputs and of limits that were reached.

damage-charset = { $count ->
    [one] { $count } sequence of bytes does not belong to the file's character set and was replaced by a sign.
   *[other] { $count } sequences of bytes do not belong to the file's character set and were replaced by signs.
}
damage-evtx-chunk = A block of the Windows event log is damaged; its readable records were kept.
    .remedy = Export the log again on the machine that wrote it, or look for a copy from before the damage.
damage-evtx-record = Record { NUMBER($record, useGrouping: "false") } of the Windows event log is damaged and was left out.
    .remedy = Export the log again on the machine that wrote it, or look for a copy from before the damage.
damage-evtx-record-unknown = A record of the Windows event log is damaged, and its number with it; it was left out.
    .remedy = Export the log again on the machine that wrote it, or look for a copy from before the damage.
damage-evtx-checksum = The checksum of a block does not fit: the Windows event log was damaged or changed after it was written.
    .remedy = Compare it with the original on the machine that wrote it. Its records were read all the same.

limit-occurrences = { $count ->
    [one] { $count } finding on standard input could not be told from a repetition by content, only by position.
   *[other] { $count } findings on standard input could not be told from repetitions by content, only by position.
}
    .remedy = Scan files instead of standard input if identifiers of findings must stay the same between runs.
limit-details = { $count ->
    [one] { $count } finding carries no event: there was no room for it.
   *[other] { $count } findings carry no event: there was no room for them.
    }
    .remedy = The event is in the file and record that the finding names. Choose a higher --level, or scan fewer files at once, to have all of them in the report.
limit-hosts = { $count ->
    [one] { $count } finding is on a host beyond the number that is counted by name.
   *[other] { $count } findings are on hosts beyond the number that is counted by name.
}
    .remedy = The findings themselves are complete. Scan fewer machines at a time for a complete list of hosts.
limit-sequences = { $count ->
    [one] { $count } record was not checked for missing neighbours: too many logs are mixed in one file.
   *[other] { $count } records were not checked for missing neighbours: too many logs are mixed in one file.
}
    .remedy = Scan the logs of each machine as files of their own.
limit-lanes = { $count ->
    [one] { $count } event was not checked by the rules: too many different shapes of log are mixed.
   *[other] { $count } events were not checked by the rules: too many different shapes of log are mixed.
}
    .remedy = Scan these logs in smaller groups.
limit-leases = { $count ->
    [one] { $count } lease of an address was not kept: there are too many to tell who had each address.
   *[other] { $count } leases of addresses were not kept: there are too many to tell who had each address.
}
    .remedy = Look into the logs of the DHCP server or VPN gateway itself, or scan fewer days of them at once.
limit-correlation-hits = { $count ->
    [one] { $count } match was left out of the correlations: there were too many of them.
   *[other] { $count } matches were left out of the correlations: there were too many of them.
}
    .remedy = Scan fewer days or machines at a time.
correlation-without-time = { $count ->
    [one] { $count } match took no part in correlations: its event has no time that could be read.
   *[other] { $count } matches took no part in correlations: their events have no time that could be read.
}
    .remedy = The rules that need a single event saw them all the same.
correlation-without-group = { $count ->
    [one] { $count } match took no part in a correlation: its event lacks a field by which the correlation groups.
   *[other] { $count } matches took no part in a correlation: their events lack a field by which the correlation groups.
}
    .remedy = See whether the sender can record that field.
correlation-without-value = { $count ->
    [one] { $count } match took no part in a correlation: its event lacks the value that the correlation counts or sums.
   *[other] { $count } matches took no part in a correlation: their events lack the value that the correlation counts or sums.
}
    .remedy = See whether the sender can record that value.
limit-rule = The rule “{ $title }” was not applied: { $reason }

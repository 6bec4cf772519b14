# What rules found while the centre ran.

findings-about = Show what rules found while the centre ran
findings-help-rule = Only findings of the rule with this identifier.
findings-help-by-rule = How many findings each rule has, in place of the findings.
findings-help-limit = Findings to show. Default: { $limit }.
findings-fail-none = Nothing was found here yet: no centre has run in this data directory.
    .remedy = atalaya serve runs one. What rules find in stored events is shown by atalaya hunt --rule.
findings-heading = { $count ->
    [0] No findings
    [one] { $count } finding, the latest first
   *[other] { $count } findings, the latest first
}
findings-more = There are more: --limit shows more of them, --since and --until others.
findings-rules-heading = { $count ->
    [0] No findings
    [one] Findings of { $count } rule
   *[other] Findings of { $count } rules
}
findings-column-latest = Latest (UTC)

ledger-fail-io = The ledger cannot be used: { $reason }.
    .remedy = Look at the disk and at who owns the folder ledger: atalaya doctor.
ledger-fail-database = The ledger's database cannot be used (SQLite code { $code }).
    .remedy = What was received is in the journal all the same. atalaya doctor says more.
ledger-fail-newer = The ledger has format { $found }; this program knows { $known } and earlier ones.
    .remedy = Use the version of Atalaya that wrote it, or a later one.
ledger-fail-damaged = Finding { $number } of the ledger is not as it was written.
    .remedy = Bring the folder ledger back from a backup; atalaya hunt --rule finds it again in what is stored.
findings-help-superseded = Also findings that others took the place of, because events had come late.
findings-column-beyond = Only counted
ledger-fail-chance = The system gives no random numbers, so findings cannot be encrypted.

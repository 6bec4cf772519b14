# Indicators: what is looked for in every event, and what was not taken of what others sent.

indicator-sort-ip = address
indicator-sort-network = network
indicator-sort-domain = domain
indicator-sort-url = URL
indicator-sort-email = mail address
indicator-sort-file = file name
indicator-sort-hash = { $method } hash

indicator-broad-network = the network is too large: /16 of IPv4 and /32 of IPv6 are the largest
indicator-broad-local = every network has it for itself
indicator-broad-resolver = everybody asks it for names
indicator-broad-suffix = the names of many others stand below it
indicator-broad-empty = it is the hash of an empty file, or of nothing that says something
indicator-broad-file = every machine has a file of this name

indicator-refused-damaged = It cannot be read: { $value }.
indicator-refused-missing = “{ $value }” is missing.
indicator-refused-value = “{ $value }” is no address, network, domain, URL, mail address or hash.
indicator-refused-not-of = “{ $value }” is no value for { $sort }.
indicator-refused-several = The row has more than one value, and nothing says whether one or all are meant.
indicator-refused-sort = Values of type “{ $value }” are not looked for.
indicator-refused-language = Patterns in “{ $value }” are not read.
indicator-refused-unknown = “{ $value }” is not understood.
indicator-refused-pattern = The pattern cannot be read from character { $at } on.
indicator-refused-long = The pattern is longer than { $limit } bytes.
indicator-refused-deep = The pattern is nested deeper than { $limit }.
indicator-refused-many = The pattern has more than { $terms } alternatives, or more than { $parts } values in one.
indicator-refused-broad = “{ $value }” would match too much: { $reason }.
    .remedy = If that is meant, import it with --broad.
indicator-refused-time = “{ $value }” is no time.
indicator-refused-order = It ends before it begins.
indicator-refused-not-detected = Its sender says that it is not for detection (to_ids).

indicator-file-long = The file is longer than { $limit } bytes. Nothing of it was taken.
indicator-file-full = The file has more than { $limit } indicators. Nothing of it was taken.
indicator-file-encoding = The file is not UTF-8, from byte { $at } on. Nothing of it was taken.
indicator-file-json = The file is JSON that cannot be read: line { $line }, column { $column }. Nothing of it was taken.
indicator-file-no-bundle = The file is JSON, and no bundle of STIX: it has no “objects”. Nothing of it was taken.
indicator-file-no-column = No column of the header has values. Nothing of the file was taken.
    .remedy = Call one column value, and, where it helps, others type, name, valid_from, valid_until, tlp and confidence.
indicator-file-empty = There is nothing in it.
indicator-file-page = It is a page of the web, and no list: perhaps the page of whoever is not logged on. Nothing of it was taken.

indicator-title = Indicator seen: { $sort } { $value }
indicator-title-named = Indicator seen: { $sort } { $value } ({ $name })

indicators-about = Look for what others say is bad
indicators-about-import = Take indicators of STIX, CSV or plain lists, and look for them in what arrives and in what is stored
indicators-about-list = Show what is looked for
indicators-about-remove = Look for indicators no longer
indicators-value-marking = MARKING
indicators-value-form = FORM
indicators-value-type = TYPE
indicators-value-value = VALUE
indicators-help-files = Bundles of STIX 2.1, CSV with a header, or lists with one value a line. What is in a file is told from its content.
indicators-help-origin = Who sent them, by a name of yours. What comes again from the same origin is told from what is new.
indicators-help-origin-only = Only those of this origin.
indicators-help-organization = Look for them in this organization's events only.
indicators-help-for-all = Look for them in the events of all organizations.
indicators-help-marking = How far they may be passed on, where the file does not say.
indicators-help-valid-for = How long they hold from now on, where the file does not say, such as 90d.
indicators-help-until = Until when they hold, where the file does not say.
indicators-help-level = How serious hits are, whatever the file says. Else its confidence decides: from 70 high, from 30 medium, below low, without one medium.
indicators-help-form = What the files are, where their content is not to decide.
indicators-help-broad = Also take what would match half the world.
indicators-help-again = Also take what was removed here before.
indicators-help-last = How far back to look in what is stored, such as 90d. Default: 30d.
indicators-help-no-past = Do not look in what is stored.
indicators-help-type = Only those of this type.
indicators-help-expired = Also those that hold no more.
indicators-help-removed = Also those that were removed.
indicators-help-limit = Indicators to show. Default: { $limit }.
indicators-help-values = Values, identifiers in STIX, or identifiers that findings name.
indicators-error-whose = Say in whose events they are looked for: --organization NAME, or --for-all.
indicators-error-origin = Say who sent them: --origin NAME.
indicators-error-name = The name after { $flag } is empty, longer than { $limit } bytes, or has characters that are not shown.
indicators-error-past = --last and --no-past contradict each other.
indicators-error-holds = --valid-for and --until say the same; give one of them.
indicators-error-nothing = Say which: values, or --origin NAME for all that it sent.
indicators-fail-none = No indicators are kept here.
    .remedy = atalaya indicators import takes some.
indicators-fail-file = { $file }: { $reason }
indicators-imported = Indicators of { $origin }
indicators-new = { $count ->
    [0] None is new.
    [one] { $count } is new.
   *[other] { $count } are new.
}
indicators-updated = { $count ->
    [one] { $count } says something else now.
   *[other] { $count } say something else now.
}
indicators-known = { $count ->
    [one] { $count } was known.
   *[other] { $count } were known.
}
indicators-revoked = { $count ->
    [one] { $count } is taken back by its sender.
   *[other] { $count } are taken back by their sender.
}
indicators-removed-before = { $count ->
    [one] { $count } was removed here before and stays so (--again takes it).
   *[other] { $count } were removed here before and stay so (--again takes them).
}
indicators-expired = { $count ->
    [one] Of the new and changed, { $count } holds no more: it is looked for in earlier events only.
   *[other] Of the new and changed, { $count } hold no more: they are looked for in earlier events only.
}
indicators-others = { $count ->
    [one] { $count } object of another type was passed over.
   *[other] { $count } objects of other types were passed over.
}
indicators-beyond = { $count ->
    [one] For { $count } indicator there is no room
   *[other] For { $count } indicators there is no room
}: { $limit } are kept, and { $theirs } of one organization.
    .remedy = Remove what is old: atalaya indicators remove --origin NAME.
indicators-unread = { $count ->
    [one] { $count } indicator of the ledger cannot be read, and is not looked for.
   *[other] { $count } indicators of the ledger cannot be read, and are not looked for.
}
    .remedy = Where the ledger is encrypted, give its keys; else import these indicators again.
indicators-unheard = Nothing is stored of { $organization } yet: look whether the name is right.
indicators-refused = { $count ->
    [one] { $count } was not taken
   *[other] { $count } were not taken
}
indicators-line = line { $number }
indicators-object = object { $number }
indicators-past = What is stored
indicators-looked = { $events } events since { $since } were looked at: { $hits } hits.
indicators-hits-new = { $count ->
    [0] All of them were found before.
    [one] { $count } is a new finding.
   *[other] { $count } are new findings.
}
indicators-hits-centre = The centre records those that are new as findings.
indicators-hits-beyond = { $count ->
    [one] { $count } is only counted: its indicator has too many in a day.
   *[other] { $count } are only counted: their indicators have too many in a day.
}
indicators-hits-crowded = { $count ->
    [one] { $count } hit was left out: its event has too many.
   *[other] { $count } hits were left out: their events have too many.
}
indicators-unjudged = { $count ->
    [one] { $count } event could not be looked at.
   *[other] { $count } events could not be looked at.
}
indicators-heading = { $count ->
    [0] No indicators
    [one] { $count } indicator
   *[other] { $count } indicators
}
indicators-more = There are more: --limit shows more of them.
indicators-column-sought = Looked for
indicators-column-origin = Origin
indicators-column-marking = Marking
indicators-column-holds = Holds
indicators-column-name = Name
indicators-state-removed = removed { $time }
indicators-state-expired = expired { $time }
indicators-state-until = until { $time }
indicators-state-open = without end
indicators-everyone = everyone
indicators-removed = { $count ->
    [0] No such indicator is looked for.
    [one] { $count } indicator is looked for no longer.
   *[other] { $count } indicators are looked for no longer.
}
serve-indicators = { $count ->
    [one] { $count } indicator is looked for.
   *[other] { $count } indicators are looked for.
}
serve-indicators-beyond = { $count ->
    [one] { $count } hit of an indicator was left out, because its event had too many.
   *[other] { $count } hits of indicators were left out, because their events had too many.
}
indicators-fail-no-file = { $file } is no file that can be read whole. Nothing was taken.
    .remedy = Save what it gives to a file first.

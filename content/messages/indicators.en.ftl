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

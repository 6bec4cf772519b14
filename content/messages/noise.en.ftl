# How loud rules would have been, and which to begin with.

noise-about-try = Say how loud rules would have been over what is stored
noise-about-recommend = Recommend rules to begin with, within what analysts can look at
noise-help-rules = Files or folders of rules, or identifiers of our own rules. Default: all of our own.
noise-help-budget = Alerts an hour that there may be. What a rule finds on one machine within an hour is one alert. Default: { $budget }.
noise-help-output = Write the identifiers of the recommended rules to this file, for “only” in the settings of the centre.
noise-error-budget = { $value } is no budget: it is a whole number from 1 to { $limit }.
noise-heard = { $events } events of { $hours } hours
noise-quiet = { $count ->
    [one] { $count } rule
   *[other] { $count } rules
} would have found nothing.
noise-chosen = Begin with { $count ->
    [one] { $count } rule
   *[other] { $count } rules
}: { $rate } alerts an hour of { $budget }. The most serious come first, and of the same level the quietest.
noise-written = Their identifiers are in { $file }: name it as “only” under [detection] in the settings of the centre.
noise-left = { $count ->
    [one] { $count } rule is
   *[other] { $count } rules are
} left for later
noise-filters = Where one machine makes most of the noise, look there first: it is a fault, an innocent habit, or an attack.
noise-informing = { $count ->
    [one] { $count } rule only informs
   *[other] { $count } rules only inform
}: keep them for hunts.
noise-column-alerts = Alerts an hour
noise-column-hosts = Machines
noise-column-loudest = Loudest
noise-few = This is less than a week: what happens on other days is not in it. Ask again when more is stored.

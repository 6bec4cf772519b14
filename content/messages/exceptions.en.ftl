# Where rules find nothing, why, and until when.

exceptions-about = Say where rules find nothing, why and until when, and see what that keeps from being found
exceptions-about-list = List all exceptions, with what each has kept from being found
exceptions-about-add = Add an exception: where a rule finds nothing, for a while
exceptions-about-remove = Remove an exception; what it did stays in the list
exceptions-help-rule = The rule, by identifier or title
exceptions-value-condition = FIELD=VALUE
exceptions-help-where = What holds of the events, on the fields as the rule calls them: 'Image|endswith=\updater.exe'. All of several fields are to hold; of one field that is given more than once, any value. As in Sigma, * and ? stand for any text, and modifiers go behind a bar.
exceptions-value-text = TEXT
exceptions-help-reason = Why; needed
exceptions-help-for = How long it holds. Default: 90d; 400d at most.
exceptions-value-exception = EXCEPTION
exceptions-help-exception = The identifier that the list shows
exceptions-error-reason = An exception needs a reason: --reason TEXT. Whoever looks at it in a year will ask.
exceptions-error-where = An exception needs at least one condition: --where FIELD=VALUE. A rule that is not wanted at all is left out of “only” in the settings.
exceptions-error-condition = { $value } is no condition: it is a field, an equals sign and a value, as in 'User=SYSTEM'.
exceptions-error-long = Conditions and reasons have { $limit } bytes at most.
exceptions-error-for = An exception holds for { $days } days at most. Add it again if it is still right then.
exceptions-fail-rule = No rule that judges here is called { $rule }, or more than one is.
    .remedy = Give its identifier: atalaya rules proof --json lists all.
exceptions-fail-rule-near = No rule that judges here is called { $rule }, or more than one is. Near it are: { $near }
exceptions-everything = That holds of nearly every event: the rule finds next to nothing there. A rule that is not wanted at all is left out of “only” in the settings.
exceptions-nobody = No source is of the organization { $organization } yet: the exception keeps nothing from being found until one is.
exceptions-fail-correlation = { $rule } is a correlation. Exceptions are of the rules that it refers to.
exceptions-fail-full = There are { $limit } exceptions already.
exceptions-fail-unknown = No exception { $exception } holds.
    .remedy = See atalaya exceptions list.
exceptions-added = Exception { $exception }: “{ $title }” finds nothing there until { $until }. A running centre does so from now on.
exceptions-is-removed = Exception { $exception } holds no longer.
exceptions-heading = { $count ->
    [one] { $count } exception
   *[other] { $count } exceptions
}
exceptions-column-exception = Exception
exceptions-column-where = Where
exceptions-column-until = Until (UTC)
exceptions-column-suppressed = Not found because of it
exceptions-holds = holds
exceptions-over = over
exceptions-removed = removed
exceptions-everybody = everybody

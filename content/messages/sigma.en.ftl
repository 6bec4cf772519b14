# What is wrong or doubtful about rules, correlations and filters, and what to do about it.

rule-yaml-syntax = The file is not valid YAML: { $reason }.
    .remedy = Correct the line; a missing quotation mark or wrong indentation is the usual cause. What stands before it in the file was read.
rule-yaml-key-twice = The key “{ $key }” comes twice in the same map.
    .remedy = Keep one of the two; for two tests of the same field, write two searches.
rule-yaml-key-not-text = A key is a list or a map, not text.
    .remedy = Write the key as plain text.
rule-yaml-alias-unknown = A YAML alias refers to an anchor that does not exist.
    .remedy = Define the anchor before the alias, or write the value out.
rule-yaml-limit = The file goes over the limit of { $limit } { $what ->
        [bytes] bytes
        [documents] documents
        [nodes] values
       *[levels] levels of nesting
    }.
    .remedy = Split the file, and check where it came from: rules are never this large.
rule-file-empty = The file contains no rule.
    .remedy = Remove the file or put a rule into it.
rule-not-map = The document is not a map of keys and values, so it is no Sigma rule.
    .remedy = Begin the document with “title:” and the other keys of a rule.
rule-diagnostics-beyond = { $count } more problems in this file are not listed.
    .remedy = Correct those listed and check the file again.
rule-collection-limit = The documents of this collection would be merged into more than { $limit } values.
    .remedy = Write the rules out in files of their own.
rule-action-unknown = “{ $action }” is not an action: global, reset and repeat are.
    .remedy = Correct the action, or better: write each rule as a document of its own.
rule-key-missing = “{ $key }” is missing.
    .remedy = Add “{ $key }”; the Sigma specification requires it.
rule-key-type = “{ $key }” must be { $expected ->
        [text] text
        [list] a list
        [map] a map of keys and values
        [number] a number
       *[bool] true or false
    }.
    .remedy = Write it in that form.
rule-key-ignored = “{ $key }” is not { $expected ->
        [text] text
        [list] a list
        [map] a map of keys and values
        [number] a number
       *[bool] true or false
    } and is left out; the rule is used without it.
    .remedy = Write it in that form.
rule-list-empty = The list “{ $key }” is empty.
    .remedy = Name at least one.
rule-id-not-uuid = The id “{ $id }” is not a UUID.
    .remedy = Give the rule a UUID, so that its findings stay the same rule's when its title changes.
rule-id-twice = The id “{ $id }” is already used by the rule in { $first }.
    .remedy = Give one of the two a new id, or remove the copy.
rule-status-unknown = “{ $status }” is not a status: stable, test, experimental, deprecated or unsupported.
    .remedy = Use one of these words.
rule-level-unknown = “{ $level }” is not a level; the rule counts as informational.
    .remedy = Use informational, low, medium, high or critical.
rule-date-invalid = “{ $date }” in “{ $key }” is not a date of the form YYYY-MM-DD.
    .remedy = Write the date as in 2024-08-08.
rule-logsource-empty = The log source names no product, no category and no service, so the rule would apply to everything.
    .remedy = Name at least one of the three.
rule-searches-missing = “{ $key }” contains no search.
    .remedy = Write at least one search beside the condition.
rule-search-empty = The search “{ $search }” is empty.
    .remedy = Write what it looks for, or remove it from the rule and from the condition.
rule-search-unknown = The condition names the search “{ $search }”, which does not exist.
    .remedy = Correct the name or add the search.
rule-search-unused = No condition uses the search “{ $search }”.
    .remedy = Use it in the condition or remove it; as it stands it changes nothing.
rule-pattern-selects-none = No search has a name that fits “{ $pattern }”.
    .remedy = Correct the pattern in the condition or the names of the searches.
rule-condition-syntax = The condition cannot be read: “{ $found }” is not expected at its character { $column }.
    .remedy = Join searches with and, or, not and parentheses; write “1 of name*” for one of several.
rule-condition-ends = The condition ends too early, at its character { $column }.
    .remedy = Complete it: a search or a closing parenthesis is missing.
rule-condition-aggregation = The condition contains an aggregation after “|” (character { $column }), a form that Sigma has given up.
    .remedy = Keep the part before “|” and write a correlation document with type, rules, group-by, timespan and condition.
rule-condition-long = The condition is longer than { $limit } bytes.
    .remedy = Use patterns such as “1 of name*” or split the rule.
rule-condition-deep = The condition is nested deeper than { $limit } levels.
    .remedy = Remove needless parentheses or split the rule.
rule-timeframe-ignored = “timeframe” belongs to the aggregations of old and is not used here.
    .remedy = Remove it, or write a correlation document with “timespan”.
rule-modifier-unknown = “{ $modifier }” is not a modifier; did you mean “{ $nearest }”?
    .remedy = Correct the word behind the field's name.
rule-modifier-unlike = “{ $modifier }” is not a modifier.
    .remedy = Correct the word behind the field's name; if “|” belongs to the name itself, the field cannot be used in a rule.
rule-modifier-twice = The modifier “{ $modifier }” comes twice.
    .remedy = Write it once.
rule-modifier-conflict = The modifiers “{ $first }” and “{ $second }” contradict each other.
    .remedy = Keep the one that is meant; for both, write two searches.
rule-modifier-needs = The modifier “{ $modifier }” has a meaning only together with “{ $needed }”.
    .remedy = Add “{ $needed }” before it or remove it.
rule-modifier-needs-field = The modifier “{ $modifier }” needs a field and cannot be used with keywords.
    .remedy = Put the field's name before the “|”.
rule-modifier-limit = The item has more than { $limit } modifiers.
    .remedy = Keep those that are meant.
rule-values-missing = The list of values is empty.
    .remedy = Add a value; for a field without a value, write null or ''.
rule-value-not-scalar = A value is a list or a map; a field can only be compared with text, numbers, true, false and null.
    .remedy = Write the values as one flat list.
rule-value-null = null cannot be used with this modifier or as a keyword.
    .remedy = Write the null test as a search of its own, without modifier.
rule-value-not-text = “{ $value }” is not text, which the modifier “{ $modifier }” needs.
    .remedy = Put the value in quotation marks if it is meant as text.
rule-value-not-number = “{ $value }” is not a number, which the modifier “{ $modifier }” needs.
    .remedy = Write a decimal number.
rule-value-not-bool = “{ $value }” is neither true nor false, which “exists” needs.
    .remedy = Write true or false without quotation marks.
rule-value-not-network = “{ $value }” is neither an address nor a network.
    .remedy = Write it as in 10.0.0.0/8 or 2001:db8::/32.
rule-null-in-list = null stands in a list with other values; the specification wants it in a search of its own. Any of the values matches, null included.
    .remedy = Write two searches and “1 of name*” in the condition.
rule-all-single = “all” stands with a single value and changes nothing.
    .remedy = Remove “all” or add the other values.
rule-regex-unsupported = The regular expression “{ $pattern }” uses { $feature ->
        [look-around] look-ahead or look-behind
        [backreference] a back-reference
        [atomic-group] an atomic group
        [branch-reset] a branch reset
        [conditional] a conditional
        [recursion] recursion
        [comment] a comment
       *[escape] an escape of PCRE
    }, which Sigma does not allow and which cannot be matched in bounded time.
    .remedy = Write it without; often several searches with “and not” say the same.
rule-regex-invalid = The regular expression “{ $pattern }” cannot be used: { $fault ->
        [group-unclosed] a group is not closed
        [group-unopened] a closing parenthesis has no group
        [class-unclosed] a character class is not closed
        [class-range] a range in a character class is not valid
        [escape] an escape is not known
        [repetition-missing] a repetition has nothing to repeat
        [repetition-count] a number of repetitions is not valid
        [depth] it is nested too deeply
       *[syntax] its syntax is not valid
    }.
    .remedy = Correct the expression.
rule-regex-too-large = The regular expression “{ $pattern }” needs more than { $limit } bytes when it is compiled.
    .remedy = Ask for fewer repetitions, as in a{"{1,50}"} in place of a{"{1,5000}"}, or split the expression.
rule-fieldref-not-text = “{ $value }” is not the name of a field, which “fieldref” needs.
    .remedy = Write the other field's name.
rule-compare-not-number = “{ $value }” is not a number, which the comparison needs.
    .remedy = Write a decimal number.
rule-expand-too-many = The placeholders of one value stand for more than { $limit } texts.
    .remedy = Give the placeholders fewer values, or use fewer of them in one value.
rule-too-large = The rule comes to more than { $limit } tests.
    .remedy = Split the rule, or give its placeholders fewer values.
rule-fields-too-many = The rules of one log source look at more than { $limit } fields.
    .remedy = Load fewer rules at once.
rule-correlation-type-unknown = “{ $type }” is not a type of correlation.
    .remedy = Use event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile or value_median.
rule-correlation-rule-twice = The correlation names the rule “{ $rule }” twice; it counts once.
    .remedy = Remove one of the two.
rule-correlation-rules-limit = The correlation refers to more than { $limit } rules.
    .remedy = Split it into several correlations and chain them.
rule-correlation-fields = Only value_count can take several fields; this type needs exactly one.
    .remedy = Name the one field that holds the number.
rule-timespan-invalid = “{ $timespan }” is not a timespan.
    .remedy = Write a number and one letter, as in 90s, 15m, 1h, 7d, 2w, 1M or 1y.
rule-comparison-missing = The condition compares with nothing.
    .remedy = Add gt, gte, lt, lte, eq or neq with a number.
rule-comparison-unknown = “{ $comparison }” is not a comparison.
    .remedy = Use gt, gte, lt, lte, eq or neq.
rule-percentile-invalid = The percentile is not a number from 0 to 100.
    .remedy = Write, for example, percentile: 95.
correlation-rule-unknown = The correlation refers to “{ $rule }”, which no loaded rule has as its id or name.
    .remedy = Load the rule, or correct the reference.
correlation-rule-ambiguous = The correlation refers to “{ $rule }”, and several rules have it as their name.
    .remedy = Refer to the rule by its id, or give each rule a name of its own.
correlation-refers-refused = The correlation refers to the correlation “{ $rule }”, which was itself refused.
    .remedy = Correct that one first.
correlation-cycle = The correlation refers, directly or through others, to itself: { $rules }.
    .remedy = Break the circle: one of them must refer to rules only.
correlation-alias-rule-unknown = The alias “{ $alias }” names the rule “{ $rule }”, which the correlation does not refer to.
    .remedy = Correct the name, or add the rule to “rules”.
correlation-condition-rule-unknown = The condition names “{ $rule }”, which is not among the correlation's rules.
    .remedy = Correct the name, or add the rule to “rules”.

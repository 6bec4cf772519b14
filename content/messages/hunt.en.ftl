# Hunts: search words, SQL and rules over what was kept.

hunt-about = Search what was kept: with words, with SQL or with rules
hunt-value-question = WORDS OR SQL
hunt-value-output = FORMAT OR FILE
hunt-help-question = Search words, as in: powershell host:dc01 -user:SYSTEM "two words"; or a question in SQL, which begins with SELECT. Put both in single quotation marks. After --, words may begin with a dash.
hunt-help-last = Only the time up to now: 30m, 24h, 7d, 4w.
hunt-help-output = What the answer looks like: table, csv, json; or a file by its ending: .csv, .jsonl, .parquet; or both: parquet:FILE. With --rule: findings (.jsonl), report (.html), timeline (.csv) and the other files of scan. Default: table.
hunt-help-rule = Sigma rules to apply: a file, a folder, or the identifier, name or title of a rule that comes with the program. May be repeated.
hunt-help-limit = Rows to answer with. Default: 10,000, in a file all.
hunt-help-timeout = How long it may take: 90s, 10m. Default: one minute, with --rule a day for each kind.
hunt-help-memory = Memory that sorting and counting may take: 512MB, 2GB. Default: 256 MiB.
hunt-help-explain = Show how the question is answered, and which files are read, in place of the answer.

hunt-error-nothing = Nothing to search for was given.
    .remedy = Give words or SQL, as in: atalaya hunt 'powershell host:dc01'; or rules with --rule.
hunt-error-both = Words or SQL, and --rule, were given at once.
    .remedy = Run one after the other.
hunt-error-output = { $value } names no form of answer that is known.
    .remedy = Known are: { $formats }; or a file that ends with .csv, .json, .jsonl, .ndjson, .parquet or .txt; or a form and a file: parquet:FILE.
hunt-error-parquet = Parquet can only be written to a file.
    .remedy = Name one: --output parquet:FILE.
hunt-error-limit = { $value } is no number of rows between 1 and { $limit }.

hunt-organization = Nothing is stored of an organization { $name }.
    .remedy = atalaya lake status lists the organizations.
hunt-organization-near = Nothing is stored of an organization { $name }. Did you mean: { $near }?
    .remedy = atalaya lake status lists the organizations.

hunt-period-length = { $value } is no length of time.
    .remedy = Write a number and a unit: 30m, 24h, 7d, 4w, 1y.
hunt-period-time = { $value } is no point in time.
    .remedy = Write it as 2024-05-01 or 2024-05-01T10:30. It is read as UTC.
hunt-period-place = last:, since: and until: stand where they would bound only a part of the search.
    .remedy = Write them outside of parentheses, OR and NOT, or use --last, --since and --until.
hunt-period-order = The period ends before it begins.

hunt-words-long = The search is longer than { $limit } bytes.
hunt-words-many = The search has more than { $limit } words.
hunt-words-deep = Parentheses and negations are nested deeper than { $limit }.
hunt-words-kinds = The search names fields of more than { $limit } kinds.
    .remedy = Name fields that fewer kinds have.
hunt-words-quote = The quotation mark at character { $at } is not closed.
    .remedy = Close it; a quotation mark within quotation marks is written twice.
hunt-words-parenthesis = The parenthesis at character { $at } has no other half.
    .remedy = To look for a parenthesis itself, put the word in quotation marks.
hunt-words-dangling = At character { $at }, { $word } has nothing to connect.
    .remedy = To look for the word itself, put it in quotation marks.
hunt-words-field = There is no field { $name }.
    .remedy = To look for the text with its colon, put it in quotation marks. The fields: atalaya hunt 'SELECT * FROM lake.columns'.
hunt-words-field-near = There is no field { $name }. Did you mean: { $near }?
    .remedy = To look for the text with its colon, put it in quotation marks. The fields: atalaya hunt 'SELECT * FROM lake.columns'.
hunt-words-no-value = The field { $field } has no value.
    .remedy = Write { $field }:value without a blank; { $field }:* finds events that have any value.
hunt-words-number = The field { $field } holds numbers; { $value } is none.
    .remedy = Write { $field }:443, { $field }:>1024 or { $field }:44*.
hunt-words-truth = The field { $field } is true or false, and never { $value }.
hunt-words-time = The field { $field } holds times; { $value } is none.
    .remedy = Write { $field }:>=2024-05-01 or { $field }:<2024-05-01T10:30.
hunt-words-order = The field { $field } cannot be compared with { $value }: only numbers and times have an order.
hunt-words-network = The field { $field } holds addresses; { $value } is neither an address nor a network.
    .remedy = Write { $field }:10.0.0.0/8 or { $field }:2001:db8::/32.
hunt-words-value = Nothing is stored with { $value } as { $field }.
    .remedy = atalaya lake status lists organizations, kinds and sources.
hunt-words-value-near = Nothing is stored with { $value } as { $field }. Did you mean: { $near }?
    .remedy = atalaya lake status lists organizations, kinds and sources.
hunt-words-wildcard = The wildcard in { $word } needs a field.
    .remedy = Write field:{ $word }, or two words. To look for the asterisk itself, put the word in quotation marks.
hunt-words-long-word = A word is longer than { $limit } bytes.

hunt-note-small = { $word } was looked for as a word. To connect words, write { $capitals }.
hunt-note-leaves-out = -{ $word } leaves out what contains { $word }. To look for the dash too, write "-{ $word }".
hunt-note-network = { $network } was looked for as text. To find addresses within it, write ip:{ $network }.

hunt-became = The SQL that the words became:
hunt-progress = { $done } of { $files } files, { $rows } rows looked at
hunt-summary = { $rows ->
        [0] Nothing was found.
        [one] 1 row.
       *[other] { $rows } rows.
    } { $read } rows were looked at in { $time }.
hunt-cut = { $count ->
        [one] 1 value was cut to fit.
       *[other] { $count } values were cut to fit.
    }
    .remedy = --output json and --output csv give them whole.
hunt-no-room = There was no room for these columns: { $columns }.
    .remedy = Ask for fewer columns, or use --output json.
hunt-value = A value of the answer cannot be shown: { $reason }

hunt-sql-syntax = The SQL cannot be read: { $reason }
    .remedy = Words are searched without SQL: atalaya hunt 'powershell host:dc01'.
hunt-sql-syntax-at = The SQL cannot be read at line { $line }, character { $column }: { $reason }
    .remedy = Texts stand in 'single', names of fields in "double" quotation marks.
hunt-sql-long = The question is longer than { $limit } bytes.
hunt-sql-complex = The question has too many parts, or they are nested too deeply.
    .remedy = Ask in several steps.
hunt-sql-no-question = This is not one question.
    .remedy = SELECT, WITH, EXPLAIN, DESCRIBE and SHOW TABLES can be asked, one at a time. Nothing can be written or changed.
hunt-sql-column = There is no field { $name }.
    .remedy = DESCRIBE TABLE-NAME lists the fields of a kind. Texts stand in 'single' quotation marks.
hunt-sql-column-near = There is no field { $name }. Did you mean: { $near }?
    .remedy = DESCRIBE TABLE-NAME lists the fields of a kind. Texts stand in 'single' quotation marks.
hunt-sql-column-kinds = There is no field { $name } here. It is in: { $places }
    .remedy = Ask one of these kinds: SELECT * FROM KIND.
hunt-sql-column-near-kinds = There is no field { $name } here. Did you mean: { $near }? They are in: { $places }
    .remedy = Ask one of these kinds: SELECT * FROM KIND.
hunt-sql-table = There is no kind { $name }.
    .remedy = SHOW TABLES lists what there is; events has all kinds.
hunt-sql-table-near = There is no kind { $name }. Did you mean: { $near }?
    .remedy = SHOW TABLES lists what there is; events has all kinds.
hunt-sql-function = There is no function { $name }.
    .remedy = docs/hunt.md has the functions.
hunt-sql-function-near = There is no function { $name }. Did you mean: { $near }?
    .remedy = docs/hunt.md has the functions.
hunt-sql-misplaced = The function { $function } cannot stand here, or not with these arguments.
    .remedy = docs/hunt.md says how it is used.
hunt-sql-memory = The question needs more than { $mebibytes } MiB of memory.
    .remedy = Ask for a shorter time or fewer columns, or allow more with --memory 1GB.
hunt-sql-time = The question was stopped after { $seconds ->
        [one] 1 second.
       *[other] { $seconds } seconds.
    } What was shown until then is true, and there may be more.
    .remedy = Ask for a shorter time, or allow more with --timeout 10m.
hunt-sql-rows = There are more than { $limit ->
        [one] 1 row; it is
       *[other] { $limit } rows; these are
    } not all.
    .remedy = Allow more with --limit, or write all of them to a file with --output.
hunt-sql-cancelled = The search was stopped. What was shown until then is true, and there may be more.
hunt-sql-damaged = Table { $table } of the lake is damaged, so that the answer would not be whole.
    .remedy = Leave it out with --organization, or ask other kinds by name in SQL. See what is wrong: atalaya lake verify
hunt-sql-division = The question divides by zero.
    .remedy = Divide by nullif(VALUE, 0): where the value is 0, the result is empty.
hunt-sql-value = A value is not what the question takes it for: a number, a time or a network. The engine says: { $reason }
    .remedy = Write times as '2024-05-01T10:30:00Z' and networks as '10.0.0.0/8'. try_cast(VALUE AS INT) leaves empty what is no number.
hunt-sql-file-of = A file of table { $table } is missing or damaged, so that the answer would not be whole. The engine says: { $reason }
    .remedy = Copy the folder elsewhere first. See all that is wrong: atalaya lake verify
hunt-sql-file = A file of the lake is missing or damaged, so that the answer would not be whole. The engine says: { $reason }
    .remedy = Copy the folder elsewhere first. See which one, and all that is wrong: atalaya lake verify
hunt-sql-engine = The question cannot be answered: { $reason }

hunt-rule-unknown = { $rule } is neither a file nor one of the rules that come with the program.
    .remedy = atalaya rules list lists them.
hunt-rule-correlation = { $rule } is a correlation, which needs the rules that it joins.
    .remedy = Name a folder that has it together with these rules.
hunt-rule-organizations = There are events of several organizations, and rules are applied to one at a time: { $organizations }
    .remedy = Name it with --organization.
hunt-rows-damaged = Stored events of kind { $kind } are not as they were written.
    .remedy = atalaya lake verify says which files are damaged.
hunt-rules-asked = What was searched
hunt-rules-no-kind = Nothing is stored of the kinds that these rules are for.
hunt-column-stored = stored
hunt-column-judged = judged

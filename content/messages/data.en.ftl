# The data directory: what all commands that work on it have in common.

data-help-data = The data directory. Default: atalaya-data in the present folder.
data-help-keys = File with the keys of an encrypted data directory. Default: the text in ATALAYA_KEYS, or the systemd credential atalaya-keys.
data-help-organization = Only this organization.
data-help-organization-held = The organization whose events are held. Required.
data-help-kind = Only this kind of log.
data-help-since = Only from this time on: 2024-05-01, 2024-05-01 10:30 or 2024-05-01T10:30:00Z (UTC where no zone is named).
data-help-until = Only until this time; a day without a time of day counts to its end.
data-help-before = What is from before this time may go: 2024-05-01 or 2024-05-01T10:30:00Z.
data-help-older-than = What is older than this may go: 90d, 12h, 2w, 1y.
data-help-decrypt = Write everything without encryption. Keys are still needed, to read what is there.
data-help-hold = The name of the hold, such as the number of a case.

data-value-name = NAME
data-value-span = SPAN
data-value-bytes = SIZE

data-error-span = { $flag } cannot be { $value }: that is not a span of time.
    .remedy = Write a whole number and a unit: 90d, 12h, 2w, 1y.
data-error-bytes = { $flag } cannot be { $value }: that is not an amount of bytes.
    .remedy = Write a whole number, with a unit if you like: 500MB, 20GB.
data-error-expiry = Nothing says what may go.
    .remedy = Give one of these: { $flags }
data-error-before = --before and --older-than cannot be given together.
    .remedy = Leave one of them out.

data-fail-nothing = There is no data in { $folder }.
    .remedy = Name the data directory with --data, or fill one first: atalaya import LOGS --organization NAME --source NAME
data-fail-locked-by = The data directory { $folder } is in use by process { $process }.
    .remedy = Wait until that process ends, or end it: kill { $process }
data-fail-foreign = The data directory { $folder } belongs to the user with the number { $user }. What another user makes in it, the centre could not open: run this as that user, say with sudo -u '#{ $user }'.
data-fail-locked = The data directory { $folder } is in use by another process.
    .remedy = Wait until that process ends.
data-fail-folder = The data directory { $folder } cannot be used: { $reason }.
    .remedy = Choose a folder that you may write to, or run the program as the user whose folder it is.
data-fail-keyless = What is stored is encrypted, and no key was given.
    .remedy = Name the file with the keys: --keys FILE. To go on without encryption: atalaya journal rekey --decrypt and atalaya lake rekey --decrypt, with the keys.
data-fail-no-keys = No key was given.
    .remedy = Name a file with a line for each key, its number and 64 hexadecimal digits: --keys FILE. The last line is the key for what is written from now on.
data-fail-keys-line = { $place }: line { $line } is no key.
    .remedy = A line is the key’s number and 64 lower-case hexadecimal digits.
data-fail-keys-repeated = { $place }: line { $line } repeats the number of another key.
    .remedy = Give each key a number of its own.
data-fail-keys-empty = { $place }: there is no key in it.
    .remedy = Write a line for each key, its number and 64 hexadecimal digits.
data-fail-keys-large = { $place }: there are more keys than can be read.
    .remedy = Leave out keys with which nothing is encrypted any more.
data-fail-keys-unreadable = { $place }: the keys cannot be read.
    .remedy = Check that the file exists and that you may read it.
data-fail-hold = There is no hold { $name }.
    .remedy = The holds are in: atalaya journal status and atalaya lake status
data-fail-journal-missing = The journal is missing, while the lake or the record of imported files is there.
    .remedy = Bring the folder journal back from a backup. Without one, atalaya hunt and atalaya lake export work still; keep new logs in another data directory: --data FOLDER
data-fail-journal-behind = The journal is older than the lake, or another one’s: the lake has events of entries that are not in it.
    .remedy = Bring back journal and lake of the same time from a backup. Without one, atalaya hunt and atalaya lake export work still; keep new logs in another data directory: --data FOLDER
data-fail-kinds = What waits was begun to be stored with other kinds of log, and these might store it twice.
    .remedy = Give the same --kinds as before once more, or none if there were none; after an upgrade, use the former version once: atalaya doctor. When nothing waits any more, other kinds can be used.
data-fail-ahead = The lake has events of entries that the journal does not count as decoded yet, as after a crash. They are not unread.
    .remedy = Let them be counted first: atalaya doctor, with your --kinds if you have some.
data-left-waiting = What was received and is not decoded yet is missing here. It stays in the journal; everything else goes on.
    .remedy = Mend what is said above, then: atalaya lake status. What waits is then decoded and stored.
data-left-lake = Only the lake was opened. What it has is whole; what was not decoded yet is missing here.

data-column-organization = Organization
data-column-source = Source
data-released = The hold { $name } is gone. What it kept may expire.
data-left-centre = { $entries ->
    [one] { $entries } entry waits
   *[other] { $entries } entries wait
} to be decoded and judged by a centre, and cannot be searched before: atalaya serve.
data-fail-waits-for-centre = { $entries ->
    [one] { $entries } entry waits
   *[other] { $entries } entries wait
} to be decoded and judged by a centre, and would be passed over.
    .remedy = Run atalaya serve until it has decoded them, and then this again.

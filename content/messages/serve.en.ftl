# The centre while it runs: its settings, where it listens, and what came of it.

serve-about = Run the centre: receive what senders deliver, and keep it
serve-help-config = The file of settings; without it atalaya.toml in this folder.

serve-config-at = { $file }, line { $line }: { $problem }
serve-config-rest = { $problems ->
    [one] { $problems } further problem is
   *[other] { $problems } further problems are
} not shown.
serve-config-large = { $file } is too large for a file of settings.
    .remedy = At most 1 MiB is read.
serve-config-utf8 = this is not UTF-8.
serve-config-syntax = this is not TOML.
serve-config-none = no source is set.
serve-config-sources = sources are written as tables: [[sources]], and below it a line for each setting.
serve-config-many = there are more than { $limit } sources.
serve-config-unknown = there is no setting { $name } here. There are: { $names }.
serve-config-missing = the setting { $name } is missing.
serve-config-text = { $name } must be a text in quotation marks.
serve-config-protocol = { $value } is not known. There are: { $names }.
serve-config-address = { $value } is no address with a port, such as 0.0.0.0:514 or [::]:514.
serve-config-from = from is a list of networks, with at most { $limit }: ["10.0.0.0/8", "2001:db8::/32"].
serve-config-network = { $value } is no network, such as 10.0.0.0/8 or 2001:db8::/32.
serve-config-zone = { $value } is no time zone that is known, such as America/Guatemala or +02:00.
serve-config-twice = this organization has a source { $name } already.
serve-config-taken = another source listens at { $address } already.
serve-config-name = { $value } cannot be the name of an organization: it is too long for a folder.
serve-fail-listen = { $address } cannot be listened at: { $reason }.
serve-blocked = Nothing is taken until that is over: senders are not read from. Nothing is thrown away.
serve-resumed = The centre takes again what is sent.
serve-undecoded = What is received from now on is kept and not decoded: mend what is said above, and start the centre again.
serve-fail-sockets = The system gives no sockets: { $reason }.

serve-listening = The centre receives
serve-inlet = { $address } ({ $protocol }): { $source } of { $organization }
serve-how-to-end = End it with Ctrl-C or SIGTERM: what has come by then is kept.
serve-ended = What was received
serve-received = { $source }: { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
}, { $size }
serve-unwritten = Messages that were received and could not be kept: { $count }
serve-dropped = Datagrams that the system dropped: { $count }
serve-cut = Messages that were too long and were cut in pieces: { $count }
serve-empty = Messages in which nothing was: { $count }
serve-crowded = Connections that were refused because there were too many: { $count }
serve-foreign = Connections and datagrams of addresses that may not send here: { $count }
serve-broken = Connections that broke the protocol: { $count }

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
serve-config-name = { $value } cannot be a name: it is empty, too long for a folder, has a control character, or is that of the centre’s own canaries.
serve-fail-listen = { $address } cannot be listened at: { $reason }.
serve-blocked = Nothing is taken until that is over: senders are not read from. Nothing is thrown away.
serve-resumed = The centre takes again what is sent.
serve-undecoded = What is received is kept and not decoded for now. It is tried again every few seconds; if it lasts, mend what is said above.
serve-decoded-again = What is received is decoded again, and what waited is stored.
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
serve-config-table = { $name } is a table: [{ $name }], and below it a line for each setting.
serve-config-paths = { $name } is a list of files and folders, with at least one and at most { $limit }.
serve-rules = { $count ->
    [one] { $count } rule judges
   *[other] { $count } rules judge
} what comes.
serve-rules-refused = { $count ->
    [one] { $count } rule has errors and is
   *[other] { $count } rules have errors and are
} not used: atalaya rules check says why.
serve-correlations = { $count ->
    [one] { $count } correlation watches
   *[other] { $count } correlations watch
} for what belongs together.
serve-found = { $time }  { $level }: { $title } ({ $host }, { $organization })
serve-findings = Findings: { $count }. atalaya findings shows them.
serve-findings-more = Findings that are in the ledger and were not shown here: { $count }
serve-findings-blocked = Findings cannot be recorded for now. It is tried again every second, and nothing is lost: until then what comes waits.
serve-findings-resumed = Findings are recorded again.
serve-unjudged = Events that no rule could be asked about: { $count }
serve-config-token = a source that is received by http needs token_sha256, and no other has it: atalaya token makes a token.
serve-config-token-twice = another source at { $address } has the same token already.
serve-config-digest = token_sha256 is the SHA-256 of a token, in 64 hexadecimal digits: atalaya token makes both.
serve-config-plain = http without tls is received on this machine only: set tls, or listen at 127.0.0.1 or [::1].
serve-config-tls = tls is a table: [sources.tls], and below it certificate and key.
serve-config-tls-udp = there is no TLS for datagrams.
serve-config-tls-differs = another source at { $address } has other files for TLS.
serve-config-tls-open = { $file } can be read by every user of this machine: chmod o-rwx keeps the key to those who need it.
serve-config-tls-certificate = { $file } has no certificate as PEM.
serve-config-tls-key = { $file } has no private key as PEM.
serve-config-tls-pair = the key in { $file } does not belong to the certificate, or is of a kind that is not known.
serve-config-tls-authority = { $file } has no certificate of an authority as PEM.
serve-config-tls-names = client_names is a list of names, with at most { $limit }, and needs client_ca: ["fw01.example"].
serve-config-tls-name = { $value } is no name that a certificate can have, such as fw01.example or 10.1.2.3.
serve-caution-plain = { $source } has no tls: what is sent to it over the network is not encrypted, and anybody there can read or forge it.
serve-caution-expired = The certificate of { $source } has expired: senders that check it will not connect. Put a new one in its place and start again.
serve-caution-early = The certificate of { $source } is not valid yet: senders that check it will not connect. Look at the clock of this machine.
serve-untrusted = Connections whose TLS handshake failed: { $count }
serve-unauthorized = Requests without a token that is known: { $count }
serve-no-line = No command can be given to this centre while it runs: { $reason }.
serve-refused = Requests and messages over HTTP that were refused, and their senders told: { $count }
serve-config-number = { $name } is a whole number from 1 to { $limit }.
serve-superseded = Findings that took the place of earlier ones, because events had come late: { $count }
serve-findings-beyond = Findings that were only counted, since there were too many: { $count }. atalaya findings --by-rule shows of which rules.
serve-beyond = “{ $title }” in { $organization }: what it finds is only counted from now on today, because it has found too much or the organization’s share of the ledger (share_mib) is used up. The events are stored; atalaya hunt --rule finds them.
serve-matches-late = Matches that came so late that correlations may have missed what belongs to them: { $count }. atalaya hunt --rule judges them over what is stored.
serve-matches-unknown = Matches that an earlier start left for rules that are not here any more: { $count }
serve-config-span = { $name } is a number and s, m, h, d or w, such as 30m, or never; not { $value }.
serve-config-only = { $file } names no rules, or too many: one identifier in a line, as atalaya rules recommend writes it.
serve-config-only-unknown = No rule has the identifier { $rule }, which the file after only names: atalaya rules list shows all of ours.
serve-unclaimed = { $address }, of no source that is known
serve-unread = Connections that were closed because their answers were not read: { $count }
serve-yielded = Silent connections that gave way to new ones: { $count }
serve-unsaid = Messages on standard error that were not shown, since nobody read it: { $count }
serve-config-window = { $value } is not of this machine alone: [centre] listens at 127.0.0.1 or [::1] only.
serve-window = How the centre is: http://{ $address }/readyz and /metrics
serve-matches-ahead = Matches of events that are of the future, which correlations leave out: { $count }. The clock of their source is wrong.
serve-no-window = Programs of this machine are not told how the centre is while it runs: { $reason }.
serve-config-not-of-files = { $name } has no meaning for files: a source of files has paths, zone and silent_after.
serve-config-only-files = paths is for sources of files only: protocol = "{ $word }".
serve-config-pattern = { $value } is no path of files: a path of at most { $limit } bytes, in which * stands for a part of a name and ** for any folders, without .. behind them.
serve-files-torn = Records in files that were too long or stood under no columns, and are not kept: { $count }
serve-files-truncated = Files that were cut off or written anew while they were read, and were begun again: { $count }
serve-files-vanished = Files that were gone before it was known that all of them was read: { $count }
serve-files-passed = Files that are not read: { $count }. Which and why was said on standard error.
serve-files-beyond = Files that are not followed, since there are too many: { $count }
serve-file-unread = { $path } is not read: { $reason }.
serve-file-read = { $path } is read now.
serve-file-whole = { $path } is not followed: logs of its format (EVTX, archives, JSON and XML documents) are read when they are whole. atalaya import takes it.
serve-file-charset = { $path } is not followed: tables in UTF-16 are read when they are whole. atalaya import takes it.
serve-file-truncated = { $path } was cut off or written anew: it is read from its beginning.
serve-file-vanished = { $path } is gone, and it is not known that all of it was read.
serve-file-copy = { $path } is a copy of a file that is followed: what both have is not read twice.
serve-file-beyond = { $path }: { $count } files are not followed, since a source follows { $limit } at most. Divide them among several sources.
serve-files-forgotten = How far files were read is not known any more, because the note of it is damaged: they are read from their beginning, and what was read before is there twice.
serve-files-unkept = How far files were read cannot be written down for now: { $reason }. New files wait; nothing is lost.
serve-files-unknown = How far files were read cannot be found out, so none is read. atalaya doctor says what is wrong.
serve-files-failed = Its files are not followed any more, by a fault of the program: end the centre and start it again; it goes on where it was.
serve-files-copies = Copies of followed files, of which nothing was read twice: { $count }
serve-config-forwards = forwards are tables of their own, [[forwards]], { $limit } at most.
serve-config-target = { $value } says nowhere to forward to: it is TRANSPORT://HOST:PORT, the transport one of { $names }.
serve-config-word = { $name } cannot be { $value }: it is one of { $names }.
serve-config-forward-open = what is sent without TLS has no use for ca, certificate and key: tls://, relp+tls:// and https:// do.
serve-config-forward-tls = tls://, relp+tls:// and https:// need ca, the certificate of the other side’s authority; certificate and key go together.
serve-config-forward-own = certificate and key are no pair as PEM.
serve-config-forward-token = a token is for https://, and for http:// on this machine: elsewhere others could read it.
serve-config-forward-no-token = { $file } has no token: it is one line of visible characters.
serve-config-forward-twice = there is a forward { $name } already.
serve-config-forward-nobody = no source is of the organization { $value }, so nothing would ever be forwarded.
serve-forward-plain = Findings go to { $to } without encryption: whoever is on the way reads them.
serve-forward-broken = { $name }: findings cannot be sent to { $to }: { $reason }. They wait in the ledger.
serve-forward-no-address = no address is known by that name
serve-forward-authority = its certificate is not of the authority in ca
serve-forward-name = its certificate is for another name
serve-forward-validity = its certificate has expired, or is not valid yet
serve-forward-alert = the other side ended TLS; it may ask for a certificate of this centre
serve-forward-no-tls = what is spoken there is not the TLS that is spoken here
serve-forward-no-relp = what is spoken there is not RELP
serve-forward-refused = the other side refuses a finding, in these words: { $words }
serve-forward-no-http = what is spoken there is not HTTP
serve-forward-status = the other side answers with HTTP status { NUMBER($status, useGrouping: "false") }
serve-forward-waits = { $name }: findings are sent on when that is over.
serve-forward-goes-on = { $name }: findings are sent on again.
serve-forward-unsent = { $name }: a finding is damaged, too long for a datagram, or refused by the other side three times, and is not sent. All such are counted.
serve-forwarded = { $name }: { $sent } findings were forwarded so far, { $unsent } could not be.

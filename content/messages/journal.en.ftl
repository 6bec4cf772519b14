# The journal: what arrived, byte for byte; its commands, and what can be wrong with its files.

journal-about = Look after what arrived: is it whole, where does it end, what may go
journal-about-status = Say how much there is, from which sources, and what waits
journal-about-verify = Read everything and compare it with its checksums, its hash chain and its anchors
journal-about-anchor = Make an anchor, a signed mark of the history so far, to be kept elsewhere
journal-about-replay = Decode again what could not be decoded, and what was of no known kind
journal-about-expire = Let go of the oldest, in whole segments
journal-about-rekey = Encrypt what is there with the present key
journal-about-hold = Keep what was received in a period, whatever expires
journal-about-release = Let go of what a hold kept

journal-help-anchor = File with anchors that were kept elsewhere. May be repeated.
journal-help-output = Write the anchor to this file. Default: standard output.
journal-help-keep-bytes = The oldest may go until no more than this is left: 500MB, 20GB.
journal-help-unread = Let go also of what was not decoded yet. It is lost, and counted.

journal-status = The journal
journal-status-totals = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} in { $segments ->
    [one] { $segments } segment
   *[other] { $segments } segments
}, { $size }.
journal-status-period = Received from { $first } to { $last } (UTC).
journal-status-quarantine = { $frames ->
    [one] { $frames } entry that could not be decoded waits
   *[other] { $frames } entries that could not be decoded wait
} in the quarantine ({ $size }).
journal-status-head = End of the hash chain
journal-status-encryption = Encryption
journal-status-room = { $free } are free on the disk; { $reserve } of them are kept free.
journal-status-failed = The disk failed: nothing more is taken until the journal is opened again.
journal-status-recovered = The program was not closed last time. { $entries ->
    [one] { $entries } entry that it had taken was found again.
   *[other] { $entries } entries that it had taken were found again.
}
journal-status-torn = { $size } at the end were being written when the program was interrupted. They were never acknowledged and were cut off.
journal-status-sources = Sources, in entries
journal-status-sourceless = No source is known yet.
journal-status-behind = { $reader } still has { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} to read.
journal-status-holds = Held, whatever expires
journal-status-hold = { $name }: { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}
journal-encryption-off = off
journal-encryption-on = all with key { NUMBER($key, useGrouping: "false") }
journal-encryption-mixed = key { NUMBER($key, useGrouping: "false") } for what comes; { $segments ->
    [one] { $segments } older segment is
   *[other] { $segments } older segments are
} encrypted otherwise or not at all (atalaya journal rekey)
journal-encryption-ending = off for what comes; { $segments ->
    [one] { $segments } older segment is encrypted
   *[other] { $segments } older segments are encrypted
}

journal-column-accepted = Accepted
journal-column-decoded = Decoded
journal-column-quarantined = Quarantine
journal-column-pending = Pending

journal-missed-expired = { $organization }, { $source }: { $count ->
    [one] { $count } entry went before it was decoded, because that was asked for.
   *[other] { $count } entries went before they were decoded, because that was asked for.
}
journal-missed-lost = { $organization }, { $source }: { $count ->
    [one] { $count } entry was lost to damage.
   *[other] { $count } entries were lost to damage.
}
    .remedy = See where: atalaya journal verify. Import the files again that they came from.
journal-missed-unreadable = { $organization }, { $source }: { $count ->
    [one] { $count } record
   *[other] { $count } records
} could not be read, in the middle of entries that were decoded: damaged Windows event logs.
    .remedy = The entries are in the journal until it expires. If you still have the files, keep them.
journal-missed-unkept = { $organization }, { $source }: the quarantine had no room for { $count ->
    [one] { $count } entry
   *[other] { $count } entries
} that could not be decoded; they go when the journal expires.
    .remedy = Replay what can be decoded by now, which makes room: atalaya journal replay
journal-missed-refused = { $organization }, { $source }: { $count ->
    [one] { $count } entry was refused
   *[other] { $count } entries were refused
} while the disk was full. They were not acknowledged.
    .remedy = Make room, then import again: what is known already is not taken twice.

journal-verify = The journal, read and compared
journal-verify-totals = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} in { $blocks ->
    [one] { $blocks } block
   *[other] { $blocks } blocks
} of { $segments ->
    [one] { $segments } segment
   *[other] { $segments } segments
}, { $size }.
journal-verify-anchors = Anchors: { $confirmed } agree; { $expired } are from before what is kept.
journal-verify-whole = Everything is as it was written.
journal-verify-faults = { $count ->
    [one] { $count } thing is not as it was written:
   *[other] { $count } things are not as they were written:
}
journal-verify-torn = If the machine lost power or the program was ended, this is what was being written then, and was never acknowledged. Opening the journal cuts it off (atalaya journal status); verify again after that. Otherwise it is damage.
journal-verify-damaged = Keep the folder as it is and copy it elsewhere before you do anything else. Compare with a backup; bring back the files that are named from there. What is damaged in no other place can still be read, and what is lost is counted by source.

journal-fault-anchor = anchor at entry { NUMBER($entry, useGrouping: "false") }: { $damage }
journal-fault = { $file }, at byte { NUMBER($position, useGrouping: "false") }: { $damage }
journal-damage-missing = the file is missing
journal-damage-foreign = it does not belong here
journal-damage-segment-header = the segment’s header is damaged
journal-damage-segment-place = the segment belongs in another place or to another journal
journal-damage-block-header = a block’s header is damaged
journal-damage-block-body = a block’s content is damaged
journal-damage-offset = a block does not continue the one before it: blocks are missing, doubled or swapped
journal-damage-chain = the hash chain is broken before this place
journal-damage-sequence = entries of source number { $source } are missing or doubled before this place
journal-damage-tail = { $bytes } bytes after the last whole block
journal-damage-cut = the end is missing: { $missing ->
    [one] { $missing } entry
   *[other] { $missing } entries
} that had been acknowledged
journal-damage-anchor = the history is not the one that was anchored
journal-damage-signature = it is not signed with this journal’s key
journal-damage-document = the document is damaged
journal-damage-key-missing = key { NUMBER($key, useGrouping: "false") } was not given
journal-damage-key-wrong = key { NUMBER($key, useGrouping: "false") } is not the one it was encrypted with
journal-damage-tally = the sum of source number { $source } does not balance: { $counted } entries are pending, the sum says { $said }
journal-damage-unreadable = it cannot be read ({ $reason })

journal-anchor-written = The anchor is in { $file }.
    .remedy = Take it away: to a partner, to paper, to another machine. On this disk it proves little.

journal-expire = What the journal let go of
journal-expire-nothing = Nothing: no whole segment is old enough, or what is old is needed.
journal-expire-went = { $segments ->
    [one] { $segments } segment with { $entries } entries, { $size }.
   *[other] { $segments } segments with { $entries } entries, { $size }.
}
journal-expire-unread = Of these, { $entries ->
    [one] { $entries } entry had not been decoded: it is lost.
   *[other] { $entries } entries had not been decoded: they are lost.
}
journal-expire-held = The next segment is held by { $name }.
    .remedy = When it is needed no longer: atalaya journal release { $name }
journal-expire-pending = The next segment has entries that were not decoded yet.
    .remedy = They are decoded when the lake is opened: atalaya lake status. To lose them: --unread.
journal-expire-reader = The next segment was not read to its end by { $name }.
    .remedy = To let go of it all the same: --unread.

journal-rekeyed = { $segments ->
    [one] { $segments } segment was written anew with key { NUMBER($key, useGrouping: "false") }, { $size }.
   *[other] { $segments } segments were written anew with key { NUMBER($key, useGrouping: "false") }, { $size }.
}
    .remedy = The lake has files of its own: atalaya lake rekey. Keep older keys until both are done.
journal-rekeyed-findings = { $count ->
    [one] { $count } finding of the ledger was too.
   *[other] { $count } findings of the ledger were too.
}
journal-decrypted = { $segments ->
    [one] { $segments } segment was written anew without encryption, { $size }.
   *[other] { $segments } segments were written anew without encryption, { $size }.
}
    .remedy = The lake has files of its own: atalaya lake rekey --decrypt. Keep the keys until both are done.
journal-rekey-left = { $segments ->
    [one] { $segments } segment cannot be read and was left as it was:
   *[other] { $segments } segments cannot be read and were left as they were:
}
    .remedy = See all that is wrong, and keep the earlier keys: atalaya journal verify
journal-hold-made = { $name } holds { $entries ->
    [one] { $entries } entry, whatever expires.
   *[other] { $entries } entries, whatever expires.
}
journal-hold-goes-on = And whatever comes from now on.

journal-fail-anchor = { $path } holds no anchor.
    .remedy = An anchor is what atalaya journal anchor wrote, unchanged.
journal-fail-io = The journal cannot be written or read: { $reason }.
    .remedy = Check the disk and its room: atalaya doctor
journal-fail-disk = The disk failed while the journal was being written: { $reason }.
    .remedy = Check the disk. Nothing that was acknowledged is lost; the next command opens the journal again.
journal-fail-damaged = The journal is damaged. { $fault }
    .remedy = Nothing was changed. Copy the folder elsewhere, then see all that is wrong: atalaya journal verify
journal-fail-state-missing = The journal’s state, state.json, is missing while its segments are there.
    .remedy = Bring state.json or state.copy.json back from a backup. Nothing was changed.
journal-fail-state-damaged = The journal’s state, state.json, and its copy are damaged.
    .remedy = Bring one of them back from a backup. Nothing was changed.
journal-fail-mark = The mark of what is being decoded again, replay.json, is damaged.
    .remedy = Bring it back from a backup. Without one, move it away: if a replay was interrupted, some of its events may then be stored twice.
journal-fail-signing-key = The journal’s signing key, keys/signing.key, is missing or damaged.
    .remedy = Bring it back from a backup. Nothing was changed.
journal-fail-format = The journal was written by a newer version of this program (format { $format }).
    .remedy = Use that version.
journal-fail-key-missing = Key { NUMBER($key, useGrouping: "false") } is needed to read what is stored, and was not given.
    .remedy = Give all keys with which anything is encrypted: --keys FILE.
journal-fail-key-wrong = Key { NUMBER($key, useGrouping: "false") } is not the one with which what is stored was encrypted.
    .remedy = Look for the right file with keys: --keys FILE.
journal-fail-expired = What was asked for has expired.
journal-fail-name = That is not a name: it is empty, too long or has control characters.
journal-fail-full = There is no room for one more: as many names are in use as there may be.
journal-fail-unknown = There is nothing of that name.
journal-fail-hold-empty = Nothing was received in that period.
    .remedy = Leave out --since and --until to hold everything.
journal-fail-hold-exists = There is a hold { $name } already.
    .remedy = Choose another name, or release it first: atalaya journal release { $name }

journal-replay = What can be decoded by now
journal-replay-nothing = Nothing waited in the quarantine.
journal-replay-decoded = { $entries ->
    [one] { $entries } entry was
   *[other] { $entries } entries were
} decoded, into { $events ->
    [one] { $events } event.
   *[other] { $events } events.
}
journal-replay-still = { $entries ->
    [one] { $entries } entry still cannot be decoded and stays
   *[other] { $entries } entries still cannot be decoded and stay
} in the quarantine.
journal-replay-stopped = It was stopped. Give the same command again: it goes on where it stopped.

journal-recognition = Events of no known kind
journal-recognition-nothing = There were none.
journal-recognition-looked = { $events ->
    [one] { $events } event was
   *[other] { $events } events were
} looked at again.
journal-recognition-recognised = { $events ->
    [0] None of them is of a kind that is known.
    [one] { $events } is of a kind that is known by now, and in its table:
   *[other] { $events } are of a kind that is known by now, and in its table:
}
journal-recognition-kind = { $kind }: { $events ->
    [one] { $events } event
   *[other] { $events } events
}
journal-recognition-beyond = And { $events ->
    [one] { $events } event
   *[other] { $events } events
} of other kinds.
journal-recognition-unknown = { $events ->
    [one] { $events } stays: no kind recognises it.
   *[other] { $events } stay: no kind recognises them.
}
journal-recognition-gone = { $events ->
    [one] { $events } stays because what it was decoded from can no longer be read: the journal has let go of it, or it came from the quarantine.
   *[other] { $events } stay because what they were decoded from can no longer be read: the journal has let go of it, or they came from the quarantine.
}
journal-recognition-held = { $events ->
    [one] { $events } stays because a hold keeps it, and would not keep it in the table of its kind.
   *[other] { $events } stay because a hold keeps them, and would not keep them in the tables of their kinds.
}
    .remedy = See the holds: atalaya lake status. Hold that organization without --kind, then replay again.

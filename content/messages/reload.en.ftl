# A centre that goes on by what its files say now.

reload-about = Have the running centre read its settings, rules and kinds of log anew, without dropping a connection
reload-taken = The centre goes on with { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}: { $new } new, { $changed } changed, { $gone } gone. What comes in meanwhile is kept and judged by these.
reload-kinds = The kinds of log have changed: what comes from now on is recognised by the new ones.
reload-at-start = Changed, and held only when the centre is started again: { $settings }.
reload-done = By new settings now: { $rules ->
    [one] { $rules } rule judges.
   *[other] { $rules } rules judge.
}
reload-waits = The centre receives and keeps what comes, and judges nothing until this is mended. It tries again every second.
reload-fail-none = No centre runs on { $folder }.
    .remedy = What the files say holds as soon as one is started: atalaya serve.
reload-fail-kept = Nothing was changed: the centre goes on as before.
reload-fail-busy = The centre is taking up new settings just now.
    .remedy = Try again in a few seconds.
reload-fail-blocked = The centre cannot store or record for now, and what is under way has to be brought to its end first.
    .remedy = See atalaya doctor, and what the centre last said.
reload-fail-kinds = The new kinds of log were not taken up: part of what waits was begun to be decoded with the old ones. The centre goes on as before.
    .remedy = Try again when atalaya sources shows that nothing waits.

# What to do where logs of a kind lack fields that rules ask for.
remedy-linux-auditd-split = The Linux audit log writes a program's arguments, path and parent in separate records, so rules that need several of them at once cannot fire on it.
    .remedy = Install Sysmon for Linux on these machines, or an audit agent that joins the records of an action.
remedy-linux-auditd-parent = The audit log names the parent only by its process number.
    .remedy = Install Sysmon for Linux on these machines to learn which program started which.

# What a finding tells: what happened, innocent causes, first checks.

# Everyone's sentences: commands, places, the remaining fields.

explain-command = Its full command line was: “{ $command_line }”.
explain-place-host = It was recorded on “{ $host }”.
explain-place-user = The account used was “{ $user }”.
explain-place-source = It came from the address “{ $src_ip }”.
explain-place-host-user = It was recorded on “{ $host }”, under the account “{ $user }”.
explain-place-host-source = It was recorded on “{ $host }” and came from the address “{ $src_ip }”.
explain-place-user-source = The account used was “{ $user }”, from the address “{ $src_ip }”.
explain-place-host-user-source = It was recorded on “{ $host }”, under the account “{ $user }” and from the address “{ $src_ip }”.
explain-rest = The rule also looked at these fields: { $fields }.
explain-rest-only = The rule looked at these fields: { $fields }.
explain-shared = The events have this in common: { $fields }.
explain-keyword = The rule recognized this text in the event: “{ $text }”.
explain-outcome = The recorded result was “{ $outcome }”.
explain-event = An event of the log “{ $kind }” met the rule's conditions.
explain-event-unknown = An event of an unknown log met the rule's conditions.
explain-event-message = The log “{ $kind }” says: “{ $message }”.
explain-event-action = The log “{ $kind }” recorded the action “{ $action }” on “{ $target }”.
explain-event-action-only = The log “{ $kind }” recorded the action “{ $action }”.
explain-event-process = The log “{ $kind }” recorded an action of the program “{ $process }”.
explain-event-windows = Windows recorded event { $event } in its log “{ $kind }”.
explain-correlation = { $count } events that belong together met the rule's condition.
explain-correlation-user = { $count } events that belong together met the rule's condition; they concern the account “{ $user }”.
explain-correlation-source = { $count } events that belong together met the rule's condition; they come from the address “{ $src_ip }”.
explain-correlation-logon = { $count } log-on events from the address “{ $src_ip }” together met the rule's condition.

# Programs and scripts.

explain-process-by = The program “{ $process }” was started by “{ $parent_process }”.
explain-process = The program “{ $process }” was started.
explain-process-command = This command was run: “{ $command_line }”.
explain-process-ended = The program “{ $process }” ended.
explain-script-block = PowerShell ran this script: “{ $command_line }”.
explain-script-module = PowerShell ran a command and recorded its details: “{ $command_line }”.
explain-script-classic = PowerShell recorded how it was started: “{ $message }”.
explain-script = PowerShell ran something that the rule recognized.
explain-access = The program “{ $process }” opened the memory of another running program, “{ $target }”.
explain-thread = The program “{ $process }” made “{ $target }” run code that it had placed there.
explain-tampering = The running program “{ $process }” was changed in memory: it no longer is what its file says.
explain-image = The program “{ $process }” loaded the library “{ $file }”.
explain-driver = The driver “{ $file }” was loaded into the Windows kernel.
explain-pipe = The program “{ $process }” created or opened the named pipe “{ $target }”, through which programs talk to each other.
explain-wmi-event = A lasting WMI subscription was changed: an action that Windows performs by itself when a condition is met.
explain-clipboard = The program “{ $process }” changed the clipboard.
explain-sysmon = Sysmon, which watches this computer, reported a change or a fault of its own.

# Files and registry.

explain-file-created = The program “{ $process }” created or overwrote the file “{ $file }”.
explain-file-deleted = The program “{ $process }” deleted the file “{ $file }”.
explain-file-renamed = The program “{ $process }” renamed the file “{ $file }”.
explain-file-read = The program “{ $process }” opened the file “{ $file }”.
explain-file-changed = The program “{ $process }” changed the creation time of the file “{ $file }”.
explain-file-stream = The program “{ $process }” wrote a hidden data stream beside the file “{ $file }”, as browsers do to mark downloads.
explain-file-blocked = The program “{ $process }” tried to write or erase the file “{ $file }”, and Sysmon stopped it or recorded it as executable.
explain-file-touched = Something was done to the file “{ $file }”.
explain-disk = The program “{ $process }” read the disk “{ $file }” directly, past the file system and its permissions.
explain-registry-set-to = The program “{ $process }” set the registry value “{ $registry }” to “{ $details }”.
explain-registry-set = The program “{ $process }” wrote the registry value “{ $registry }”.
explain-registry-added = The program “{ $process }” created the registry key “{ $registry }”.
explain-registry-deleted = The program “{ $process }” deleted “{ $registry }” from the registry.
explain-registry-changed = The program “{ $process }” changed “{ $registry }” in the registry.

# Network.

explain-network-process = The program “{ $process }” connected to “{ $dst_ip }”, port { $dst_port }.
explain-network-process-domain = The program “{ $process }” connected to “{ $domain }” ({ $dst_ip }), port { $dst_port }.
explain-network-accepted = The program “{ $process }” accepted a connection from “{ $src_ip }” on port { $dst_port }.
explain-network-action = The connection from “{ $src_ip }” to “{ $dst_ip }”, port { $dst_port }, was recorded with the action “{ $action }”.
explain-network-port = The machine “{ $src_ip }” contacted “{ $dst_ip }” on port { $dst_port }.
explain-network = The machine “{ $src_ip }” contacted “{ $dst_ip }”.
explain-network-alert = The network sensor raised “{ $message }” about traffic from “{ $src_ip }” to “{ $dst_ip }”.
explain-dns-process = The program “{ $process }” asked for the address of “{ $domain }”.
explain-dns-source = The machine “{ $src_ip }” asked for the address of “{ $domain }”.
explain-dns = The address of the name “{ $domain }” was asked for.
explain-web-answered = The machine “{ $src_ip }” sent the web request “{ $action } { $url }”, and the server answered with code { $outcome }.
explain-web = The machine “{ $src_ip }” asked the web server for “{ $url }”.
explain-web-url = The address “{ $url }” was requested over the web.
explain-proxy-answered = The machine “{ $src_ip }” requested “{ $url }” from “{ $domain }” through the proxy, which recorded code { $outcome }.
explain-proxy = The machine “{ $src_ip }” requested something from “{ $domain }” through the proxy.

# Devices, systems, services in the cloud.

explain-device-message = The network device recorded: “{ $message }”.
explain-device-command = Somebody entered this command on the network device: “{ $command_line }”.
explain-device-action = The network device recorded the action “{ $action }” on “{ $target }”.
explain-system-message = The system log says: “{ $message }”.
explain-audit-file = The Linux audit log shows that “{ $process }” used the file “{ $file }”.
explain-audit-process = The Linux audit log shows an action of the program “{ $process }”.
explain-cloud-target = The operation “{ $action }” was requested from the cloud service; it concerns “{ $target }”.
explain-cloud = The operation “{ $action }” was requested from the cloud service.
explain-signin-target = Somebody signed in, or tried to, to “{ $target }” as “{ $user }”.
explain-signin = Somebody signed in, or tried to, as “{ $user }”.
explain-risk = The sign-in service judged the account “{ $user }” or one of its sign-ins to be risky.
explain-cluster = The request “{ $action }” on “{ $target }” was sent to the Kubernetes cluster.
explain-mail = The mail system recorded the operation “{ $action }”.
explain-database = The database recorded: “{ $message }”.
explain-application = The application recorded: “{ $message }”.
explain-honeypot = Somebody touched the decoy system, which nobody has a reason to use.

# Windows' own logs, by the number of the event.

explain-win-log-cleared = The Windows event log was cleared.
explain-win-logon-from = The account “{ $target }” logged on from the address “{ $src_ip }”.
explain-win-logon = The account “{ $target }” logged on.
explain-win-logon-failed-from = A log-on as “{ $target }” from the address “{ $src_ip }” failed.
explain-win-logon-failed = A log-on as “{ $target }” failed.
explain-win-logoff = The account “{ $target }” logged off.
explain-win-credentials = A program logged on with the name and password of “{ $target }” while somebody else was working.
explain-win-object-by = The program “{ $process }” asked for or used access to “{ $target }”.
explain-win-object = Access to “{ $target }” was asked for or used.
explain-win-registry = The registry value under “{ $target }” was changed.
explain-win-directory = Somebody read or used a protected object of Active Directory.
explain-win-directory-changed = An object of Active Directory was changed or created.
explain-win-privileges = A session with administrator's privileges was opened.
explain-win-privilege-used = A sensitive privilege was asked for or used.
explain-win-service-program = The service “{ $target }” was installed; it runs “{ $process }”.
explain-win-service = The service “{ $target }” was installed.
explain-win-service-state = The service “{ $target }” changed its state or stopped.
explain-win-task = The scheduled task “{ $target }” was created.
explain-win-task-changed = The scheduled task “{ $target }” was changed, enabled, disabled or deleted.
explain-win-task-ran = The scheduled task “{ $target }” started the program “{ $process }”.
explain-win-audit-policy = The audit policy was changed: what Windows records is no longer the same.
explain-win-account-created = The account “{ $target }” was created.
explain-win-account-changed = The account “{ $target }” was changed.
explain-win-account-password = Somebody changed or tried to change the password of “{ $target }”.
explain-win-account-deleted = The account “{ $target }” was disabled or deleted.
explain-win-account-locked = The account “{ $target }” was locked after too many wrong passwords.
explain-win-computer = The computer account “{ $target }” was created, changed or deleted.
explain-win-sid-history = Somebody added the identity of another account to “{ $target }” (SID history), or tried to.
explain-win-dsrm = Somebody set the recovery password of a domain controller (DSRM).
explain-win-group-added = A member was added to the group “{ $target }”.
explain-win-group-removed = A member was removed from the group “{ $target }”.
explain-win-group-changed = The group “{ $target }” was created, changed or deleted.
explain-win-group-listed = Somebody listed the members of the group “{ $target }”.
explain-win-ticket-from = A Kerberos ticket was requested for “{ $target }” from the address “{ $src_ip }”.
explain-win-ticket = A Kerberos ticket was requested for “{ $target }”.
explain-win-ticket-failed = Kerberos refused the password of “{ $target }”.
explain-win-ntlm = The password of “{ $target }” was checked over NTLM, the older way of logging on.
explain-win-replay = Windows noticed that a log-on message was sent a second time.
explain-win-share-from = The machine “{ $src_ip }” opened the network share “{ $target }”.
explain-win-share = The network share “{ $target }” was opened.
explain-win-certificate = The certificate authority received a request, issued a certificate or changed one of its templates.
explain-win-integrity = Windows refused or questioned a program file because its signature is not as it should be.
explain-win-filter = The rules by which Windows filters network traffic were changed.
explain-win-device = A device was connected to the computer, or its installation was refused.
explain-win-vault = Credentials stored in Windows were read or backed up.
explain-win-rights = The rights of an account or a trust between domains were changed.
explain-win-time = The clock of the computer was changed.
explain-win-locked = A workstation was locked or unlocked, or a remote session refused.
explain-win-remote-desktop = A remote desktop session was opened.
explain-win-crash = A program or Windows itself failed and was closed.
explain-win-hive = Part of the registry was loaded, copied or its history reset.
explain-win-installer = A program was installed or removed with Windows Installer.
explain-win-esent = Windows opened, copied or closed a database file, as when the directory of a domain is copied.
explain-win-sql-failed = A log-on to SQL Server failed.
explain-win-sql-audit = SQL Server recorded an audited action or a changed setting.
explain-win-restricted = Windows refused to start a program because a policy forbids it.
explain-win-malware-file = The antivirus recognized “{ $target }” in “{ $file }”.
explain-win-malware = The antivirus recognized malware.
explain-win-defender-off = Microsoft Defender's protection was switched off, failed, or kept out of a place.
explain-win-defender-setting = A setting of Microsoft Defender was changed.
explain-win-defender-history = Something was removed from Microsoft Defender's history or taken out of its quarantine.
explain-win-defender-blocked = Microsoft Defender stopped or reported a behaviour that attackers use.
explain-win-firewall-rule-by = The program “{ $process }” added, changed or deleted a rule of the Windows firewall.
explain-win-firewall-rule = A rule of the Windows firewall was added, changed or deleted.
explain-win-firewall-setting = The Windows firewall was reset or its settings were changed.
explain-win-bits = A background download (BITS) was set up by “{ $process }”.
explain-win-bits-any = A background download (BITS) was set up.
explain-win-package = An application package was installed, or Windows refused to install it.
explain-win-dns-plugin = The DNS server was told to load a foreign library, or to give away a zone.
explain-win-print = The print service loaded a driver, or failed to load one.
explain-win-certificate-key = The private key of a certificate was used or exported.
explain-win-wmi = WMI carried out an operation or kept a lasting subscription.
explain-win-smb = Windows could not reach a network share, or reached it without a proper log-on.
explain-win-exchange = An administrator's command was run on the Exchange mail server: “{ $message }”.
explain-win-iis = The configuration of the web server IIS was changed.
explain-win-mitigation = A protection built into Windows stopped or reported an action of a program.
explain-win-secure-channel = A computer could not authenticate itself to the domain as it should.

# Innocent causes, by the kind of log.

explain-cause-process-admin = Administrators, installers and deployment tools start the same programs for good reasons, often at fixed hours and from known accounts.
explain-cause-process-software = Business software or a management agent calls system tools with unusual command lines; the same line then appears on many machines.
explain-cause-script-admin = Administration scripts and modules of Microsoft or of a vendor contain the same commands.
explain-cause-script-test = Somebody tests, teaches or develops with PowerShell on this machine.
explain-cause-memory-security = Antivirus, monitoring and backup programs look into other programs as part of their work.
explain-cause-memory-debugging = A fault was being analyzed with a debugger, or Windows wrote an error report.
explain-cause-library-update = A program was updated and brought new libraries or drivers that nobody has seen here before.
explain-cause-library-place = Portable or home-made programs keep their libraries in unusual folders.
explain-cause-file-install = An installation, an update or a backup wrote or removed files of this name.
explain-cause-file-user = A user saved or unpacked a file whose name or place only looks unusual.
explain-cause-registry-policy = A group policy, an installer or a management tool sets this value on purpose, on many machines at once.
explain-cause-registry-user = A user or technician changed a setting by hand.
explain-cause-network-service = A legitimate program uses this port or this service, for example for updates, monitoring or remote support.
explain-cause-network-scanner = A vulnerability scanner or an inventory tool of the organization makes such connections.
explain-cause-dns-browser = A browser, a mail filter or an antivirus looked the name up without anybody opening the page.
explain-cause-dns-service = Cloud and content delivery services use long names that change often.
explain-cause-web-scanner = A scanner searches the whole internet for known flaws; most of its requests reach nothing.
explain-cause-web-test = A commissioned test, a monitoring probe or the application itself sends such requests.
explain-cause-proxy-software = A legitimate program names itself to servers in an unusual way or fetches its updates from this place.
explain-cause-proxy-user = A user visited or downloaded something unusual but harmless.
explain-cause-logon-password = A changed or forgotten password: a phone, a service or a drive mapping goes on trying the old one.
explain-cause-logon-service = Service accounts, scanners and administrators log on to many machines every day.
explain-cause-account-helpdesk = The help desk or the personnel department ordered the change, and there is a request for it.
explain-cause-account-sync = Directory synchronization or an identity management program makes such changes by itself.
explain-cause-system-maintenance = Maintenance: an installation, an update or a technician's work in an agreed window.
explain-cause-system-agent = Management, backup and security agents install services and tasks and remove them again.
explain-cause-antivirus-tool = An administration or testing tool that antivirus programs do not like, used with permission.
explain-cause-antivirus-product = Another antivirus product was installed and switched parts of the first one off.
explain-cause-cloud-automation = Automation, such as deployment pipelines and infrastructure as code, makes these calls under its own role.
explain-cause-cloud-admin = A cloud administrator changed something by hand during planned work.
explain-cause-signin-travel = The person travels, changed phones, or leaves the internet through a VPN or a mobile carrier elsewhere.
explain-cause-signin-application = An application with a stored password or an old mail program signs in repeatedly.
explain-cause-saas-admin = An administrator of the service changed a setting or exported data as part of the job.
explain-cause-saas-integration = An approved integration, such as a backup or archive service, acts in the name of users.
explain-cause-device-admin = A network engineer worked on the device in an agreed window, from the management network.
explain-cause-device-tool = A configuration, backup or monitoring tool logs on to devices regularly and enters the same commands.
explain-cause-linux-admin = Administrators and configuration management (for example Ansible) run the same commands as an attacker would.
explain-cause-linux-package = Installing or updating packages touches these files and starts these programs.
explain-cause-database-admin = A database administrator or a migration ran these statements on purpose.
explain-cause-database-application = An application with a programming error sends malformed statements.
explain-cause-general-admin = Planned administration or maintenance.
explain-cause-general-software = A legitimate program that happens to behave like this.

# Innocent causes, by tactic.

explain-cause-reconnaissance = Search engines, researchers and monitoring services look at everything that is reachable from the internet.
explain-cause-resource-development = Developers and testers use the same tools and services.
explain-cause-initial-access = A new supplier, a new office or a new way of working from home makes access from unknown places normal.
explain-cause-execution = A log-on script, a software rollout or a macro that the organization itself uses.
explain-cause-persistence = Updaters and drivers arrange to be started with the computer.
explain-cause-privilege-escalation = An installer that asks for administrator rights, or a technician who uses a second account.
explain-cause-stealth = Software protection, packing and code signing by vendors look like hiding.
explain-cause-defense-impairment = Troubleshooting or a change of security product switches protections off for a time.
explain-cause-credential-access = A password manager, a backup of the domain controller or a password audit by the organization itself.
explain-cause-discovery = Inventory and support tools, and technicians at work, ask the same questions of a system.
explain-cause-lateral-movement = Remote administration: software distribution, support sessions, a jump server.
explain-cause-collection = A backup, an archive job or an employee who packs files to send them on.
explain-cause-command-and-control = Approved remote support, a cloud service or a messaging program that keeps a connection open.
explain-cause-exfiltration = A cloud backup, large files for a partner, or a video meeting.
explain-cause-impact = Planned decommissioning: old backups, machines or accounts are removed on purpose.

# First checks, by the kind of log.

explain-check-process-chain = Follow the chain of processes: who started this program, who started that one, and does this pair make sense for the work done on this machine?
explain-check-process-file = Look up the file: its folder, its signature and its hash. System tools belong in the Windows folder; the same name elsewhere is a bad sign.
explain-check-script-text = Read the whole script in the event. Look for addresses, downloads, encoded text, and names of tools.
explain-check-script-start = Find out what started PowerShell at this time: a user, a scheduled task, an Office document or a service.
explain-check-memory-programs = Look at both programs: is the first one a known security or monitoring product, in its usual folder and signed?
explain-check-memory-target = If the other program is lsass.exe, treat the passwords of everyone logged on there as known to the attacker until this is explained.
explain-check-library-signature = Check who signed the library or driver, and look its hash up in a reputation service.
explain-check-library-neighbours = Look when the file arrived and who wrote it; a library beside a well-known program in a user's folder is suspicious.
explain-check-file-content = Take a copy of the file before anyone opens or deletes it, and look up its hash.
explain-check-file-writer = See what the program that touched the file did in the minutes before and after.
explain-check-registry-value = Read the value that was written: a path to a program or a script shows what will be started, and a switch shows which protection changes.
explain-check-registry-spread = Search for the same key on other machines: on all of them it is usually a policy, on one of them it needs an explanation.
explain-check-network-program = Find the program and the account behind the connection, and whether they normally talk to the internet.
explain-check-network-peer = Look up the other address: owner, country, reputation, and which other machines of yours talk to it.
explain-check-dns-name = Look up the name: how old is the domain, who owns it, and where does it lead?
explain-check-dns-client = Find the machine and the program that asked, and count how often: regular intervals point to a program, not a person.
explain-check-web-answer = Look at the server's answer: code 200 and a size other than usual mean that something was found; 404 and 403 mean that it was not.
explain-check-web-source = List everything else that this address asked for, and look on the server for files and processes that appeared after it.
explain-check-proxy-client = Find the machine and its user, and the program behind the request; the name it gives itself may be false.
explain-check-proxy-destination = Look up the destination, how much data went in each direction, and who else of yours visits it.
explain-check-logon-before = Look at the log-ons of this account before and after: from which addresses, at which hours, successful or not?
explain-check-logon-after = If a log-on succeeded, list what this account did on the machine in the following hour.
explain-check-account-request = Ask for the request or ticket behind the change, by telephone and not by mail.
explain-check-account-actor = See who made the change, from which machine, and what else this account changed that day.
explain-check-system-what = Look at what the event names: the path of the service, task or setting, and whether the file is signed and known.
explain-check-system-time = Compare the time with maintenance windows, and see who was logged on to the machine.
explain-check-antivirus-fate = See what became of the file: removed, in quarantine, or still there; and whether it had run before.
explain-check-antivirus-origin = Find out how it came: mail, download, USB stick or another machine; the same file may be elsewhere.
explain-check-cloud-identity = See which identity made the call, with which key or role, from which address, and whether that is its usual place.
explain-check-cloud-after = List the other calls of this identity in the same hour, above all new users, keys, roles and changed logging.
explain-check-signin-person = Ask the person by telephone whether this was them, and about unexpected prompts on their phone.
explain-check-signin-session = Look at device, application, address and second factor of the sign-in; if in doubt, end the sessions and change the password.
explain-check-saas-actor = See who did this, from which address and with which application, and whether it is part of that person's job.
explain-check-saas-object = Look at the setting or object as it is now, and restore it if nobody can explain the change.
explain-check-device-session = Find the session: account, address it came from, time. Administration from outside the management network needs an explanation.
explain-check-device-config = Compare the device's configuration with the last good backup: users, keys, routes, tunnels, mirrored ports, log destinations.
explain-check-linux-session = Find the session behind it: log-on, address, terminal, sudo. A service account at a terminal is a bad sign.
explain-check-linux-after = Look for what was left behind: cron entries, authorized keys, new services, files in /tmp and /dev/shm.
explain-check-database-statement = Read the statement and see which account and application sent it, from which machine.
explain-check-database-data = Find out whether data left: rows returned, exports, files written by the database.
explain-check-general-event = Read the whole event and the ones of the same machine in the ten minutes around it.
explain-check-general-often = Search how often the same happened in the past month and on which machines: daily is seldom an attack, for the first time may be one.
explain-check-general-owner = Ask the owner of the machine or account whether they expect this, and write the answer down.

# First checks, by tactic.

explain-check-reconnaissance = See whether the same source later got an answer, logged on, or reached another machine.
explain-check-resource-development = See whether the tool, file or account was meant for this machine, and who brought it there.
explain-check-initial-access = See what happened on the machine or account right after: new processes, new connections, new log-ons.
explain-check-execution = Look at what ran next on the same machine: children of this process, files it wrote, addresses it contacted.
explain-check-persistence = Find what will be started, and when; keep a copy of it and disable it before the next restart.
explain-check-privilege-escalation = List what was done with the new rights, and whether the account should have them at all.
explain-check-stealth = Look for what was to be hidden: events just before, files with familiar names in strange folders.
explain-check-defense-impairment = Check whether the protection or logging works again, and what happened while it did not.
explain-check-credential-access = List the accounts whose passwords or tickets were within reach, and watch where they are used; change them if in doubt.
explain-check-discovery = See whether several such questions came within minutes from one account: one is curiosity, a series is an attacker finding the way.
explain-check-lateral-movement = Look at both ends: what ran on the machine it came from, and what ran on the one it reached.
explain-check-collection = Find where the collected files lie, how much it is, and whether it left the network afterwards.
explain-check-command-and-control = Find every machine that talks to the same destination, and block it once you know them all.
explain-check-exfiltration = Estimate how much left, from which files, and tell those who must decide about notifying.
explain-check-impact = Disconnect the machine from the network but leave it on, and check at once that the backups are out of reach.

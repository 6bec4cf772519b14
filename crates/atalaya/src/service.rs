//! `atalaya service install`: the unit with which systemd runs the centre, with few rights. An existing unit is left as it is.
//!
//! Settings are not reloaded while the centre runs, so the unit has no `ExecReload`.

use crate::arguments::{Goal, ServiceTask};
use crate::look::Look;
use crate::outcome::{self, Failure, Status, cannot_write};
use crate::page::Page;
use crate::voice::Voice;
use atalaya_model::Message;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf, absolute};

/// The unit's file.
const UNIT_FILE: &str = "atalaya.service";
/// The folder that systemd makes for the service's own state.
const STATE_FOLDER: &str = "/var/lib/atalaya";

/// What the service may do. Ports below 1024 are for syslog. `/proc` stays whole, because dropped datagrams are read from it.
const RIGHTS: &str = "\
User=atalaya
Group=atalaya
UMask=0077
LimitNOFILE=65536
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateTmp=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
";

pub(crate) fn run(task: &ServiceTask, voice: Voice) -> Result<Status, Failure> {
    let unit = unit(task, voice)?;
    match &task.goal {
        Goal::Shown => outcome::print(&unit)?,
        Goal::Folder(folder) => {
            let path = folder.join(UNIT_FILE);
            write(&path, &unit).map_err(|error| cannot_write(&path, &error))?;
            outcome::print(&next(task, &path, voice))?;
        }
    }
    Ok(Status::Done)
}

fn write(path: &Path, unit: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(unit.as_bytes())?;
    file.sync_all()
}

/// What is to be done then.
fn next(task: &ServiceTask, path: &Path, voice: Voice) -> String {
    let mut page = Page::new(voice, Look::of_stdout());
    page.say(&Message::new("service-written").with("file", path.display().to_string()));
    let settings = task.settings.display().to_string();
    page.say(&Message::new("service-next").with("settings", settings));
    page.line("useradd --system --shell /usr/sbin/nologin atalaya");
    page.line("systemctl daemon-reload");
    page.line("systemctl enable --now atalaya");
    page.into_text()
}

fn unit(task: &ServiceTask, voice: Voice) -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(|error| outcome::unreadable(Path::new("atalaya"), &error))?;
    let mut words = vec![quoted(&program)?, "serve".to_owned()];
    let keys = task.keys.as_ref().map(|keys| ("--keys", keys));
    for (flag, path) in [("--config", &task.settings), ("--data", &task.data)].into_iter().chain(keys) {
        // In arguments, and only there, `$` begins a variable.
        words.extend([flag.to_owned(), quoted(path)?.replace('$', "$$")]);
    }
    let place = if task.data == Path::new(STATE_FOLDER) {
        "StateDirectory=atalaya\nStateDirectoryMode=0700".to_owned()
    } else {
        format!("ReadWritePaths={}", quoted(&task.data)?)
    };
    let about = voice.say(&Message::new("service-description"));
    let reload = [quoted(&program)?, "reload --data".to_owned(), quoted(&task.data)?.replace('$', "$$")].join(" ");
    // Until it is ended the centre takes what was sent and stores it, for half a minute at most.
    Ok(format!(
        "[Unit]\nDescription={about}\nAfter=network-online.target time-sync.target\nWants=network-online.target\n\n\
         [Service]\nExecStart={}\nExecReload={reload}\nRestart=on-failure\nRestartSec=5\nTimeoutStopSec=90\n{place}\n{RIGHTS}\n\
         [Install]\nWantedBy=multi-user.target\n",
        words.join(" ")
    ))
}

/// The whole path as a word of a unit, where it can be one.
fn quoted(path: &PathBuf) -> Result<String, Failure> {
    let whole = absolute(path).map_err(|error| outcome::unreadable(path, &error))?;
    let refused = || Message::new("service-fail-path").with("path", path.display().to_string());
    let word = whole.to_str().filter(|word| !word.chars().any(char::is_control)).ok_or_else(refused)?;
    let word = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
    Ok(format!("\"{word}\""))
}

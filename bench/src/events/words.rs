//! The words of the events: machines, people, programs, names in the network. All invented, under the domains for examples.

use crate::chance::mix;

/// A program that runs.
#[derive(Clone, Copy)]
pub(crate) struct Program {
    /// Its path, as it stands in JSON.
    pub path: &'static str,
    /// Its file's name.
    pub name: &'static str,
}

const fn program_of(path: &'static str, name: &'static str) -> Program {
    Program { path, name }
}

/// The programs, those that run most first.
const PROGRAMS: &[Program] = &[
    program_of(r"C:\\Windows\\System32\\svchost.exe", "svchost.exe"),
    program_of(r"C:\\Program Files\\Browser\\browser.exe", "browser.exe"),
    program_of(r"C:\\Windows\\explorer.exe", "explorer.exe"),
    program_of(r"C:\\Windows\\System32\\cmd.exe", "cmd.exe"),
    program_of(r"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", "powershell.exe"),
    program_of(r"C:\\Windows\\System32\\services.exe", "services.exe"),
    program_of(r"C:\\Program Files\\Office\\OUTLOOK.EXE", "OUTLOOK.EXE"),
    program_of(r"C:\\Program Files\\Office\\WINWORD.EXE", "WINWORD.EXE"),
    program_of(r"C:\\Windows\\System32\\taskhostw.exe", "taskhostw.exe"),
    program_of(r"C:\\Program Files\\Backup Agent\\bin\\agent.exe", "agent.exe"),
    program_of(r"C:\\Windows\\System32\\conhost.exe", "conhost.exe"),
    program_of(r"C:\\Windows\\System32\\wbem\\WmiPrvSE.exe", "WmiPrvSE.exe"),
    program_of(r"C:\\Windows\\System32\\rundll32.exe", "rundll32.exe"),
    program_of(r"C:\\Windows\\System32\\msiexec.exe", "msiexec.exe"),
    program_of(r"C:\\Windows\\System32\\schtasks.exe", "schtasks.exe"),
    program_of(r"C:\\Windows\\System32\\reg.exe", "reg.exe"),
    program_of(r"C:\\Windows\\System32\\net.exe", "net.exe"),
    program_of(r"C:\\Program Files\\Inventory\\inventory.exe", "inventory.exe"),
    program_of(r"C:\\Windows\\System32\\lsass.exe", "lsass.exe"),
    program_of(r"C:\\Windows\\System32\\mstsc.exe", "mstsc.exe"),
    program_of(r"C:\\Windows\\System32\\certutil.exe", "certutil.exe"),
    program_of(r"C:\\Windows\\System32\\wscript.exe", "wscript.exe"),
];

const GIVEN: &[&str] = &[
    "ana", "luis", "maria", "jose", "carmen", "pedro", "lucia", "jorge", "elena", "diego", "rosa", "mario", "irene",
    "hugo", "wei", "mei", "jun", "ling", "hao", "yu",
];
const FAMILY: &[&str] = &[
    "garcia", "lopez", "martinez", "perez", "gomez", "torres", "ramirez", "flores", "benitez", "acosta", "rojas",
    "ortiz", "chen", "lin", "huang", "chang", "lee", "wang", "wu", "tsai",
];
const SERVICES: &[&str] = &["www", "mail", "update", "cdn", "api", "login", "files", "time", "telemetry", "portal"];
const RULES: &[&str] = &["-", "Usermode", "Metadata", "DLL", "T1059", "-"];

/// How many programs there are.
pub(crate) fn programs() -> u64 {
    PROGRAMS.len() as u64
}

/// The program of that rank.
pub(crate) fn program(rank: u64) -> Program {
    PROGRAMS[(rank as usize).min(PROGRAMS.len() - 1)]
}

/// The machine's name.
pub(crate) fn host(number: u64) -> String {
    let kind = if number < 40 { "srv" } else { "pc" };
    format!("{kind}-{number:04}")
}

/// The account's name, as it stands in JSON: the system's own first, since it does most.
pub(crate) fn user(rank: u64) -> String {
    match rank {
        0 => r"NT AUTHORITY\\SYSTEM".to_owned(),
        1 => r"NT AUTHORITY\\NETWORK SERVICE".to_owned(),
        _ => {
            let (given, family) = (GIVEN[rank as usize % GIVEN.len()], FAMILY[rank as usize / 20 % FAMILY.len()]);
            format!(r"CORP\\{given}.{family}{}", rank / 400)
        }
    }
}

/// The name of the address of that rank; some have none.
pub(crate) fn domain(rank: u64) -> String {
    if rank % 5 == 4 {
        return "-".to_owned();
    }
    let (service, zone) =
        (SERVICES[rank as usize % SERVICES.len()], if rank.is_multiple_of(2) { "com" } else { "org" });
    format!("{service}{}.d{}.example.{zone}", rank % 7, mix(rank) % 9_000)
}

/// What Sysmon's configuration calls what it saw.
pub(crate) fn rule_name(rank: u64) -> &'static str {
    RULES[(rank as usize).min(RULES.len() - 1)]
}

/// The command line of a parent, as it stands in JSON.
pub(crate) fn parent_line(program: Program, number: u64) -> String {
    match program.name {
        "svchost.exe" => format!(r"svchost.exe -k netsvcs -s S{number:02}"),
        "explorer.exe" => r"C:\\Windows\\Explorer.EXE".to_owned(),
        name => format!("{name} /session:{number}"),
    }
}

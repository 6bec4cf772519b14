//! Names that people choose do not pass for what the program that logs them says itself.

use atalaya_schema::Schema;

/// What the patterns of a kind or family find in a sentence, for the last of its dialects that finds anything.
fn found(family: &str, sentence: &str) -> Vec<(String, String)> {
    let schema = Schema::builtin();
    let mut found = Vec::new();
    let dialects = schema.dialects().iter().filter(|dialect| dialect.family == family);
    for extraction in dialects.flat_map(|dialect| &dialect.extractions) {
        let mut here = Vec::new();
        extraction.find(sentence, &mut |name, part| here.push((name.to_owned(), part.to_owned())));
        if !here.is_empty() {
            found = here;
        }
    }
    found
}

#[test]
fn a_name_that_looks_like_a_sentence_gives_no_false_address_or_command() {
    let check = |family: &str, sentence: &str, name: &str, expected: &str| {
        let values: Vec<String> =
            found(family, sentence).into_iter().filter(|(of, _)| of == name).map(|(_, value)| value).collect();
        assert_eq!(values, [expected], "{family} {name}: {sentence}");
    };
    let failed = "Failed password for invalid user x from 10.0.0.1 port 22 ssh2 from 203.0.113.9 port 4000 ssh2";
    check("syslog", failed, "src_ip", "203.0.113.9");
    let sudo = "ana : TTY=pts/0 ; PWD=/home/ana ; USER=root ; COMMAND=/bin/sh -c x";
    check("syslog", &format!("{sudo} ; COMMAND=/bin/true"), "command", "/bin/sh -c x ; COMMAND=/bin/true");
    let second = "; TTY=y ; PWD=/ ; USER=nobody ; COMMAND=/bin/true";
    check("syslog", &format!("{sudo}{second}"), "command", &format!("/bin/sh -c x{second}"));
    check("macos.unified_log", &format!("{sudo}{second}"), "command", &format!("/bin/sh -c x{second}"));
    let wrong = sudo.replace("TTY", "3 incorrect password attempts ; TTY").replace("; COMMAND", "; ENV=A=b ; COMMAND");
    check("syslog", &wrong, "command", "/bin/sh -c x");
    let mikrotik = "system,error,critical login failure for user admin from 10.0.0.1 via ssh from 203.0.113.9 via ssh";
    check("network.mikrotik", mikrotik, "src_ip", "203.0.113.9");
    let radius = "Login incorrect: [x] (from client core port 0 cli 10.0.0.1)] (from client gw port 1 cli 203.0.113.9)";
    check("network.radius", radius, "src_ip", "203.0.113.9");
    check("network.radius", radius, "client", "gw");
    check("virtual.esxi", "Cannot login root@10.0.0.1@203.0.113.9", "src_ip", "203.0.113.9");
    check("virtual.esxi", "Cannot login administrator@vsphere.local@203.0.113.9", "src_ip", "203.0.113.9");
    let dovecot = "imap-login: Aborted login: user=<x>, rip=10.0.0.1>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.5";
    check("mail.dovecot", dovecot, "client_ip", "203.0.113.9");
    let asa =
        "%ASA-6-611102: User authentication failed: IP address: 203.0.113.9, Uname: x, IP address: 10.0.0.1, Uname: y";
    check("network.cisco_asa", asa, "src_ip", "203.0.113.9");
    let mysql = "Access denied for user 'root'@'10.0.0.1' (using password: YES)'@'203.0.113.9' (using password: YES)";
    check("database.mysql", mysql, "src_host", "203.0.113.9");
}

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
    check("syslog", &format!("{sudo} ; COMMAND=/bin/true"), "program", "/bin/sh");
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

/// What the patterns of a kind find under `name` in a sentence at `root`, those that look into what others found too.
fn deep(kind: &str, root: &str, sentence: &str, name: &str) -> Vec<String> {
    let schema = Schema::builtin();
    let mut values = Vec::new();
    for dialect in schema.dialects().iter().filter(|dialect| dialect.family == kind) {
        let mut texts = vec![(root.to_owned(), sentence.to_owned())];
        for extraction in &dialect.extractions {
            let here: Vec<String> =
                texts.iter().filter(|(path, _)| *path == extraction.path).map(|(_, text)| text.clone()).collect();
            for text in here {
                let path = &extraction.path;
                extraction.find(&text, &mut |name, part| texts.push((format!("{path}.{name}"), part.to_owned())));
            }
        }
        let named = |path: &str| path.rsplit('.').next() == Some(name);
        values.extend(texts.into_iter().filter(|(path, _)| named(path)).map(|(_, text)| text));
    }
    values
}

fn check_deep(kind: &str, root: &str, cases: &[(&str, &str, &[&str])]) {
    for (sentence, name, expected) in cases {
        assert_eq!(deep(kind, root, sentence, name), *expected, "{kind} {name}: {sentence}");
    }
}

/// No value at all.
const NONE: &[&str] = &[];

#[test]
fn a_path_a_request_or_a_header_is_no_client_of_nginx() {
    let line = |rest: &str| format!("2026/03/14 02:14:00 [error] 1234#1234: *5 {rest}");
    let real = r#", client: 203.0.113.9, server: www.example.com, request: "GET /x HTTP/1.1", host: "www.example.com""#;
    let failed = "failed (2: No such file or directory)";
    let check = |text: &str, after: &str, expected: &[&str]| {
        let line = line(&format!("{text}{real}{after}"));
        assert_eq!(deep("web.nginx_error", "message", &line, "src_ip"), expected, "{line}");
    };
    check(&format!(r#"open() "/var/www/x" {failed}"#), "", &["203.0.113.9"]);
    check(r#"limiting requests, excess: 0.500 by zone "one""#, "", &["203.0.113.9"]);
    check(&format!(r#"open() "/var/www/x"y" {failed}"#), r#", referrer: "a"b""#, &["203.0.113.9"]);
    check(&format!(r#"open() "/var/www/x, client: 10.0.0.1" {failed}"#), "", &["203.0.113.9"]);
    check("connect() failed (111: Connection refused)", r#", referrer: "x, client: 10.0.0.1""#, &["203.0.113.9"]);
    let closed = r#"open() "/var/www/x", client: 10.0.0.1, server: a, request: "y" "#;
    check(&format!("{closed}{failed}"), "", NONE);
    let referrer = r#", referrer: "x", client: 10.0.0.1, server: a, request: "b""#;
    check(&format!(r#"open() "/var/www/x" {failed}"#), referrer, NONE);
    check(&format!(r#"open() "/var/www/x"y" {failed}"#), r#", referrer: ", client: 10.0.0.1, host: "h""#, NONE);
}

#[test]
fn a_value_is_no_name_for_huawei_and_h3c() {
    check_deep(
        "network.huawei",
        "syslog.message",
        &[
            (
                "%%01SSH/4/LOGIN_FAIL(s)[1]:Failed. (UserName=x IP=10.0.0.1, IPAddress=203.0.113.9)",
                "src_ip",
                &["203.0.113.9"],
            ),
            (
                "%%01SSH/4/LOGIN_FAIL(s)[1]:Failed. (UserName=x, IP=10.0.0.1, IPAddress=203.0.113.9)",
                "src_ip",
                &["203.0.113.9"],
            ),
            (
                "%%01SHELL/4/LOGINFAILED(s)[1]:Failed. (Ip=203.0.113.9, UserName=x, Ip=10.0.0.1, Times=1)",
                "src_ip",
                &["203.0.113.9"],
            ),
            (
                "%%01SHELL/5/CMDRECORD(s)[1]:Recorded. (Ip=**, User=**, Command=\"x, User=bob, Ip=10.0.0.1\")",
                "user",
                NONE,
            ),
            (
                "%%01SHELL/5/CMDRECORD(s)[1]:Recorded. (Ip=**, User=**, Command=\"x, User=bob, Ip=10.0.0.1\")",
                "src_ip",
                NONE,
            ),
            (
                "%%01SHELL/5/CMDRECORD(s)[1]:Recorded. (Ip=**, User=**, Command=\"x login from 10.0.0.1\")",
                "src_ip",
                NONE,
            ),
            (
                "%%10SHELL/6/SHELL_CMD(l): -Line=vty0-IPAddr=203.0.113.9-User=x-IPAddr=10.0.0.1; Command is y -User=z",
                "src_ip",
                &["203.0.113.9"],
            ),
            (
                "%%10SHELL/6/SHELL_CMD(l): -Line=vty0-IPAddr=203.0.113.9-User=x; Command is y (User=z, Ip=10.0.0.1)",
                "user",
                &["x"],
            ),
        ],
    );
}

#[test]
fn a_command_is_no_name_for_cisco_ise() {
    let line = |rest: &str| {
        format!(
            "CISE_TACACS_Accounting 0000000118 1 0 2026-03-14 02:00:20.118 +00:00 0000004411 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, ConfigVersionId=11, {rest}"
        )
    };
    let check = |rest: &str, name: &str, expected: &[&str]| {
        assert_eq!(deep("network.cisco_ise", "syslog.message", &line(rest), name), expected, "{rest}");
    };
    let typed = "CmdSet=[ CmdAV=x , User=bob, Remote-Address=10.0.0.1 ], User=bob, Remote-Address=10.0.0.1 <cr> ]";
    check(&format!("{typed}, User=ana, Remote-Address=203.0.113.9"), "user", &["ana"]);
    check(&format!("{typed}, User=ana, Remote-Address=203.0.113.9"), "src_ip", &["203.0.113.9"]);
    check(&format!("User=ana, {typed}"), "user", &["ana"]);
    check(&format!("User=ana, {typed}"), "src_ip", NONE);
    check(r"UserName=x\, Remote-Address=10.0.0.1, Remote-Address=203.0.113.9", "src_ip", &["203.0.113.9"]);
    check("UserName=x Remote-Address=10.0.0.1, Remote-Address=203.0.113.9", "src_ip", &["203.0.113.9"]);
}

#[test]
fn a_client_of_zimbra_a_user_of_a_database_and_a_command_of_f5_are_no_other_field() {
    let bracket = "2026-03-14 14:00:30,123 INFO  [qtp1-42] [oip=203.0.113.9;ua=x] security - cmd=Other;] security - cmd=Auth; account=ana@example.org;";
    check_deep("mail.zimbra", "message", &[(bracket, "cmd", &["Auth"])]);
    let zimbra = "2026-03-14 14:00:30,123 INFO  [qtp1-42] [name=ana@example.org;oip=203.0.113.9;ua=x] [name=y;oip=10.0.0.1;] security - cmd=Auth;] security - cmd=Auth; account=ana@example.org;";
    check_deep(
        "mail.zimbra",
        "message",
        &[(zimbra, "oip", &["203.0.113.9"]), (zimbra, "account", &["ana@example.org"])],
    );
    let refused = "20260314 02:14:00,db01,x,10.0.0.1,1,0,CONNECT,a,,0,203.0.113.9,11,0,FAILED_CONNECT,,,1045";
    let quoted = "20260314 02:14:00,db01,x,10.0.0.1,1,0,QUERY,a,'b',203.0.113.9,11,0,FAILED_CONNECT,,,1045";
    let query = "20260314 02:14:00,db01,ana,203.0.113.9,1,0,QUERY,a,'x,10.0.0.1,11,0,FAILED_CONNECT,,,1045',0";
    check_deep(
        "database.mysql",
        "message",
        &[
            (refused, "src_host", &["203.0.113.9"]),
            (refused, "event", &["FAILED_CONNECT"]),
            (quoted, "src_host", &["203.0.113.9"]),
            (query, "src_host", &["203.0.113.9"]),
            (query, "event", &["QUERY"]),
        ],
    );
    let fake = r#"ENTRYID:"1" STMTID:"1" DBUSER:"SYS" CURUSER:"SYS" ACTION:"3""#;
    let oracle = format!(
        r#"LENGTH: '204' TYPE:"4" DBID:"1" SESID:"2" CLIENTID:"x" {fake}" ENTRYID:"5" STMTID:"12" DBUSER:"ANA" CURUSER:"ANA" ACTION:"100" RETCODE:"0""#
    );
    check_deep(
        "database.oracle_audit",
        "syslog.message",
        &[(&oracle, "DBUSER", &["ANA"]), (&oracle, "ACTION", &["100"])],
    );
    let f5 = "notice tmsh[4411]: 01420002:5: AUDIT - pid=4411 user=ana folder=/Common module=(tmos)# status=[Command OK] cmd_data=x 01070417:5: AUDIT - user bob - RAW: httpd(pam_audit): user=bob(bob) host=10.0.0.1 attempts=1 start=";
    check_deep("network.f5", "syslog.message", &[(f5, "user", &["ana"]), (f5, "src_ip", NONE)]);
}

//! Sentences by the log and the number of a Windows event.

use super::{Row, Tale, tale};

const TARGET: &[&str] = &["target"];

const LOGON: &[Tale] = &[tale("explain-win-logon-from", &["target", "src_ip"]), tale("explain-win-logon", TARGET)];
const LOGON_FAILED: &[Tale] =
    &[tale("explain-win-logon-failed-from", &["target", "src_ip"]), tale("explain-win-logon-failed", TARGET)];
const OBJECT: &[Tale] = &[tale("explain-win-object-by", &["process", "target"]), tale("explain-win-object", TARGET)];
const SERVICE: &[Tale] =
    &[tale("explain-win-service-program", &["target", "process"]), tale("explain-win-service", TARGET)];
const TASK_CHANGED: &[Tale] = &[tale("explain-win-task-changed", TARGET)];
const TICKET: &[Tale] = &[tale("explain-win-ticket-from", &["target", "src_ip"]), tale("explain-win-ticket", TARGET)];
const SHARE: &[Tale] = &[tale("explain-win-share-from", &["target", "src_ip"]), tale("explain-win-share", TARGET)];
const CONNECTION: &[Tale] = &[
    tale("explain-network-process", &["process", "dst_ip", "dst_port"]),
    tale("explain-network-port", &["src_ip", "dst_ip", "dst_port"]),
];
const FILTER: &[Tale] = &[tale("explain-win-filter", &[])];
const CLEARED: &[Tale] = &[tale("explain-win-log-cleared", &[])];
const MALWARE: &[Tale] = &[tale("explain-win-malware-file", &["target", "file"]), tale("explain-win-malware", &[])];
const FIREWALL_RULE: &[Tale] =
    &[tale("explain-win-firewall-rule-by", &["process"]), tale("explain-win-firewall-rule", &[])];

const SECURITY: &[Row] = &[
    (&["1102", "517"], CLEARED),
    (&["4624", "528", "540"], LOGON),
    (&["4625", "529"], LOGON_FAILED),
    (&["4634", "4647"], &[tale("explain-win-logoff", TARGET)]),
    (&["4648"], &[tale("explain-win-credentials", TARGET)]),
    (&["4656", "4658", "4661", "4663"], OBJECT),
    (&["4657"], &[tale("explain-win-registry", TARGET)]),
    (&["4662"], &[tale("explain-win-directory", &[])]),
    (&["5136", "5137", "5138", "5139", "5141"], &[tale("explain-win-directory-changed", &[])]),
    (&["4672", "4964"], &[tale("explain-win-privileges", &[])]),
    (&["4673", "4674"], &[tale("explain-win-privilege-used", &[])]),
    (&["4688"], &[tale("explain-process-by", &["process", "parent_process"]), tale("explain-process", &["process"])]),
    (&["4697"], SERVICE),
    (&["4698"], &[tale("explain-win-task", TARGET)]),
    (&["4699", "4700", "4701", "4702"], TASK_CHANGED),
    (&["4719"], &[tale("explain-win-audit-policy", &[])]),
    (&["4720"], &[tale("explain-win-account-created", TARGET)]),
    (&["4722", "4738"], &[tale("explain-win-account-changed", TARGET)]),
    (&["4781"], &[tale("explain-win-account-renamed", &[])]),
    (&["4723", "4724"], &[tale("explain-win-account-password", TARGET)]),
    (&["4725", "4726"], &[tale("explain-win-account-deleted", TARGET)]),
    (&["4740"], &[tale("explain-win-account-locked", TARGET)]),
    (&["4741", "4742", "4743"], &[tale("explain-win-computer", TARGET)]),
    (&["4765", "4766"], &[tale("explain-win-sid-history", TARGET)]),
    (&["4794"], &[tale("explain-win-dsrm", &[])]),
    (&["4728", "4732", "4756", "632"], &[tale("explain-win-group-added", TARGET)]),
    (&["4729", "4733", "4757", "633"], &[tale("explain-win-group-removed", TARGET)]),
    (
        &["4727", "4730", "4731", "4734", "4735", "4737", "4754", "4755", "4758", "634"],
        &[tale("explain-win-group-changed", TARGET)],
    ),
    (&["4798", "4799"], &[tale("explain-win-group-listed", TARGET)]),
    (&["4768", "4769"], TICKET),
    (&["4771", "675"], &[tale("explain-win-ticket-failed", TARGET)]),
    (&["4776"], &[tale("explain-win-ntlm", TARGET)]),
    (&["4649"], &[tale("explain-win-replay", &[])]),
    (&["5140", "5145"], SHARE),
    (&["5156", "5157"], CONNECTION),
    (&["4886", "4887", "4898", "4899", "4900"], &[tale("explain-win-certificate", &[])]),
    (&["5038", "6281"], &[tale("explain-win-integrity", &[])]),
    (&["5441", "5447", "5448", "5449"], FILTER),
    (&["6416", "6419", "6423"], &[tale("explain-win-device", &[])]),
    (&["5379", "4692", "4693"], &[tale("explain-win-vault", &[])]),
    (&["4703", "4704", "4705", "4706", "4717", "4718"], &[tale("explain-win-rights", &[])]),
    (&["4616"], &[tale("explain-win-time", &[])]),
    (&["4800", "4801", "4825"], &[tale("explain-win-locked", &[])]),
];

const SYSTEM: &[Row] = &[
    (&["104"], CLEARED),
    (&["7045"], SERVICE),
    (&["7023", "7031", "7034", "7036", "7040"], &[tale("explain-win-service-state", TARGET)]),
    (&["16"], &[tale("explain-win-hive", &[])]),
    (&["1001", "41"], &[tale("explain-win-crash", &[])]),
    (&["5723", "5805", "5829"], &[tale("explain-win-secure-channel", &[])]),
];

const APPLICATION: &[Row] = &[
    (&["1000", "1001"], &[tale("explain-win-crash", &[])]),
    (&["1033", "1034", "1040", "1042", "11724"], &[tale("explain-win-installer", &[])]),
    (&["216", "325", "326", "327"], &[tale("explain-win-esent", &[])]),
    (&["18456"], &[tale("explain-win-sql-failed", &[])]),
    (&["15457", "33205"], &[tale("explain-win-sql-audit", &[])]),
    (&["865", "866", "867", "868", "882"], &[tale("explain-win-restricted", &[])]),
];

const DEFENDER: &[Row] = &[
    (&["1006", "1015", "1116", "1117", "1119"], MALWARE),
    (&["3002", "3007", "5001", "5010", "5012", "5101"], &[tale("explain-win-defender-off", &[])]),
    (&["5007"], &[tale("explain-win-defender-setting", &[])]),
    (&["1009", "1013"], &[tale("explain-win-defender-history", &[])]),
    (&["1121", "1122", "5013"], &[tale("explain-win-defender-blocked", &[])]),
];

const TASKS: &[Row] = &[
    (&["106"], &[tale("explain-win-task", TARGET)]),
    (&["129"], &[tale("explain-win-task-ran", &["target", "process"])]),
    (&["140", "141", "142"], TASK_CHANGED),
];

const FIREWALL: &[Row] = &[
    (&["2002", "2003", "2008", "2009", "2032", "2060", "2082", "2083"], &[tale("explain-win-firewall-setting", &[])]),
    (&["2004", "2005", "2006", "2033", "2052", "2059", "2071", "2073", "2097", "2099"], FIREWALL_RULE),
];

const BITS: &[Row] = &[(&["3", "16403"], &[tale("explain-win-bits", &["process"]), tale("explain-win-bits-any", &[])])];

/// By the service of the log source: the numbers of its events.
pub(super) const EVENTS: &[(&[&str], &[Row])] = &[
    (&["security"], SECURITY),
    (&["system"], SYSTEM),
    (&["application"], APPLICATION),
    (&["windefend"], DEFENDER),
    (&["taskscheduler"], TASKS),
    (&["firewall-as"], FIREWALL),
    (&["bits-client"], BITS),
    (&["dns-client"], &[(&["3008"], &[tale("explain-dns", &["domain"])])]),
    (
        &["dns-server", "dns-server-audit"],
        &[
            (&["150", "770", "771"], &[tale("explain-win-dns-plugin", &[])]),
            (&["6004"], &[tale("explain-win-dns-transfer", &[])]),
        ],
    ),
    (&["terminalservices-localsessionmanager"], &[(&["21"], &[tale("explain-win-remote-desktop", &[])])]),
];

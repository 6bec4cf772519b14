//! Sentences by the service or product of a log source, and by the kind of log.

use super::categories::{DNS, MALWARE, PROXY, VPN, WEB};
use super::{Row, Tale, tale};

const CLOUD: &[Tale] = &[tale("explain-cloud-target", &["action", "target"]), tale("explain-cloud", &["action"])];
const SIGNIN: &[Tale] = &[
    tale("explain-signin-target", &["target", "user"]),
    tale("explain-signin", &["user"]),
    tale("explain-cloud", &["action"]),
];
const DEVICE: &[Tale] = &[
    tale("explain-device-command", &["command_line"]),
    tale("explain-device-message", &["message"]),
    tale("explain-network-action", &["src_ip", "dst_ip", "dst_port", "action"]),
    tale("explain-device-action", &["action", "target"]),
    tale("explain-network", &["src_ip", "dst_ip"]),
];
const CONNECTION: &[Tale] = &[
    tale("explain-network-alert", &["message", "src_ip", "dst_ip"]),
    tale("explain-web-answered", &["src_ip", "action", "url", "outcome"]),
    tale("explain-dns-source", &["src_ip", "domain"]),
    tale("explain-network-port", &["src_ip", "dst_ip", "dst_port"]),
    tale("explain-network", &["src_ip", "dst_ip"]),
];
const AUDIT: &[Tale] = &[
    tale("explain-process-command", &["command_line"]),
    tale("explain-audit-file", &["process", "file"]),
    tale("explain-audit-process", &["process"]),
    tale("explain-file-touched", &["file"]),
];
const MAIL: &[Tale] = &[tale("explain-mail", &["action"]), tale("explain-mail-message", &["message"])];
const DATABASE: &[Tale] =
    &[tale("explain-database", &["message"]), tale("explain-database-statement", &["command_line"])];
const SYSTEM: &[Tale] = &[tale("explain-system-message", &["message"])];
const APPLICATION: &[Tale] = &[tale("explain-application", &["message"])];

pub(super) const SERVICES: &[Row] = &[
    (&["cloudtrail", "activitylogs", "auditlogs", "gcp.audit", "pim", "s3_alarm"], CLOUD),
    (&["google_workspace.admin", "threat_management", "threat_detection", "exchange"], CLOUD),
    (&["signinlogs", "duo", "google_workspace.login", "onelogin.events"], SIGNIN),
    (&["riskdetection"], &[tale("explain-risk", &["user"])]),
    (&["auditd"], AUDIT),
    (&["auth", "sshd", "sudo", "cron", "vsftpd", "clamav", "guacamole", "openssh"], SYSTEM),
    (&["aaa", "bgp", "ldp", "sslvpnd", "globalprotect"], DEVICE),
    (&["netflow", "conn"], CONNECTION),
    (&["apache", "nginx", "iis"], WEB),
    (&["powershell-classic"], &[tale("explain-script-classic", &["message"])]),
    (&["dns-client", "dns"], &[tale("explain-dns", &["domain"])]),
    (&["printservice-admin", "printservice-operational"], &[tale("explain-win-print", &[])]),
    (&["codeintegrity-operational"], &[tale("explain-win-integrity", &[])]),
    (&["applocker"], &[tale("explain-win-restricted", &[])]),
    (&["appxdeployment-server", "appxpackaging-om"], &[tale("explain-win-package", &[])]),
    (&["capi2", "certificateservicesclient-lifecycle-system"], &[tale("explain-win-certificate-key", &[])]),
    (&["ntlm"], &[tale("explain-win-ntlm", &["target"])]),
    (&["wmi"], &[tale("explain-win-wmi", &[])]),
    (&["smbclient-connectivity", "smbclient-security", "smbserver-connectivity"], &[tale("explain-win-smb", &[])]),
    (&["msexchange-management"], &[tale("explain-win-exchange", &["message"])]),
    (&["iis-configuration"], &[tale("explain-win-iis", &[])]),
    (&["security-mitigations"], &[tale("explain-win-mitigation", &[])]),
    (&["driver-framework"], &[tale("explain-win-device", &[])]),
];

pub(super) const PRODUCTS: &[Row] = &[
    (&["aws", "gcp", "github", "bitbucket", "google_workspace"], CLOUD),
    (&["m365"], &[CLOUD[0], tale("explain-mail", &["action"])]),
    (&["azure"], CLOUD),
    (&["okta", "onelogin"], SIGNIN),
    (&["kubernetes"], &[tale("explain-cluster", &["action", "target"]), CLOUD[1]]),
    (&["zeek", "suricata"], CONNECTION),
    (&["cisco", "huawei", "juniper", "fortigate", "paloalto", "mikrotik", "f5", "sophos"], DEVICE),
    (&["opencanary"], &[tale("explain-honeypot", &[])]),
    (&["sql", "oracle", "mysql", "postgresql", "mssql"], DATABASE),
    (&["tacacs"], DEVICE),
    (&["freeradius"], VPN),
    (&["eset", "kaspersky"], MALWARE),
    (&["postfix", "dovecot", "zimbra"], MAIL),
    (&["bind", "dnsmasq", "unbound"], DNS),
    (&["squid"], PROXY),
    (&["jvm", "python", "django", "spring", "ruby_on_rails", "nodejs", "velocity"], APPLICATION),
];

/// By the beginning of the kind, where a rule names no log source that says more.
pub(super) const KINDS: &[Row] = &[
    (&["aws.", "azure.", "gcp.", "m365.", "github.", "bitbucket.", "google."], CLOUD),
    (&["okta.", "onelogin.", "cisco.duo"], SIGNIN),
    (&["network."], DEVICE),
    (&["zeek.", "suricata."], CONNECTION),
    (&["web."], WEB),
    (&["edr."], MALWARE),
    (&["mail."], MAIL),
    (&["dns."], DNS),
    (&["proxy."], PROXY),
    (&["database."], DATABASE),
    (&["application."], APPLICATION),
    (&["linux.auditd"], AUDIT),
    (&["linux."], SYSTEM),
];

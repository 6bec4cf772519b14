//! What is said by the kind of log.

use super::Said;

/// A family of logs and what is said of it.
pub(super) struct Family {
    /// The categories, services and products.
    pub(super) words: &'static [&'static str],
    pub(super) causes: Said,
    pub(super) checks: Said,
}

/// Where nothing more particular is known.
pub(super) const GENERAL: Family = Family {
    words: &[],
    causes: ["explain-cause-general-admin", "explain-cause-general-software"],
    checks: ["explain-check-general-event", "explain-check-general-often"],
};

const PROCESS: Family = Family {
    words: &["process_creation", "process_termination", "macos"],
    causes: ["explain-cause-process-admin", "explain-cause-process-software"],
    checks: ["explain-check-process-chain", "explain-check-process-file"],
};

const SCRIPT: Family = Family {
    words: &[
        "ps_script",
        "ps_module",
        "ps_classic_start",
        "ps_classic_script",
        "ps_classic_provider_start",
        "powershell",
        "powershell-classic",
    ],
    causes: ["explain-cause-script-admin", "explain-cause-script-test"],
    checks: ["explain-check-script-text", "explain-check-script-start"],
};

const MEMORY: Family = Family {
    words: &["process_access", "create_remote_thread", "process_tampering", "raw_access_thread"],
    causes: ["explain-cause-memory-security", "explain-cause-memory-debugging"],
    checks: ["explain-check-memory-programs", "explain-check-memory-target"],
};

const LIBRARY: Family = Family {
    words: &["image_load", "driver_load", "codeintegrity-operational", "applocker"],
    causes: ["explain-cause-library-update", "explain-cause-library-place"],
    checks: ["explain-check-library-signature", "explain-check-library-neighbours"],
};

const FILE: Family = Family {
    words: &[
        "file_event",
        "file_delete",
        "file_rename",
        "file_access",
        "file_change",
        "create_stream_hash",
        "file_block_executable",
        "file_executable_detected",
        "smb_files",
    ],
    causes: ["explain-cause-file-install", "explain-cause-file-user"],
    checks: ["explain-check-file-content", "explain-check-file-writer"],
};

const REGISTRY: Family = Family {
    words: &["registry_set", "registry_add", "registry_delete", "registry_event", "registry_rename"],
    causes: ["explain-cause-registry-policy", "explain-cause-registry-user"],
    checks: ["explain-check-registry-value", "explain-check-registry-spread"],
};

const NETWORK: Family = Family {
    words: &[
        "opencanary",
        "rpc_firewall",
        "smbclient-security",
        "smbserver-connectivity",
        "smbserver-security",
        "network_connection",
        "pipe_created",
        "netflow",
        "conn",
        "zeek",
        "suricata",
        "ntlm",
        "smbclient-connectivity",
    ],
    causes: ["explain-cause-network-service", "explain-cause-network-scanner"],
    checks: ["explain-check-network-program", "explain-check-network-peer"],
};

const DNS: Family = Family {
    words: &["bind", "dnsmasq", "unbound", "dns-server-analytic", "dns-server-file", "dns_query", "dns", "dns-client"],
    causes: ["explain-cause-dns-browser", "explain-cause-dns-service"],
    checks: ["explain-check-dns-name", "explain-check-dns-client"],
};

const WEB: Family = Family {
    words: &[
        "django",
        "jvm",
        "python",
        "spring",
        "velocity",
        "nodejs",
        "ruby_on_rails",
        "webserver",
        "apache",
        "nginx",
        "iis",
        "iis-configuration",
    ],
    causes: ["explain-cause-web-scanner", "explain-cause-web-test"],
    checks: ["explain-check-web-answer", "explain-check-web-source"],
};

const PROXY: Family = Family {
    words: &["squid", "proxy"],
    causes: ["explain-cause-proxy-software", "explain-cause-proxy-user"],
    checks: ["explain-check-proxy-client", "explain-check-proxy-destination"],
};

const LOGON: Family = Family {
    words: &[
        "vpn_login",
        "freeradius",
        "auth",
        "sshd",
        "openssh",
        "terminalservices-localsessionmanager",
        "vsftpd",
        "guacamole",
    ],
    causes: ["explain-cause-logon-password", "explain-cause-logon-service"],
    checks: ["explain-check-logon-before", "explain-check-logon-after"],
};

const ACCOUNT: Family = Family {
    words: &["ldap", "pim", "onelogin"],
    causes: ["explain-cause-account-helpdesk", "explain-cause-account-sync"],
    checks: ["explain-check-account-request", "explain-check-account-actor"],
};

const SYSTEM: Family = Family {
    words: &[
        "dns-server-audit",
        "hyper-v-worker",
        "lsa-server",
        "capi2",
        "system",
        "taskscheduler",
        "bits-client",
        "wmi",
        "wmi_event",
        "firewall-as",
        "dns-server",
        "sysmon_status",
        "sysmon_error",
        "appxdeployment-server",
        "printservice-admin",
        "printservice-operational",
        "driver-framework",
    ],
    causes: ["explain-cause-system-maintenance", "explain-cause-system-agent"],
    checks: ["explain-check-system-what", "explain-check-system-time"],
};

const ANTIVIRUS: Family = Family {
    words: &["eset", "kaspersky", "antivirus", "windefend", "security-mitigations", "clamav", "sense"],
    causes: ["explain-cause-antivirus-tool", "explain-cause-antivirus-product"],
    checks: ["explain-check-antivirus-fate", "explain-check-antivirus-origin"],
};

const CLOUD: Family = Family {
    words: &["cloudtrail", "activitylogs", "auditlogs", "gcp.audit", "aws", "gcp", "kubernetes", "s3_alarm"],
    causes: ["explain-cause-cloud-automation", "explain-cause-cloud-admin"],
    checks: ["explain-check-cloud-identity", "explain-check-cloud-after"],
};

const SIGNIN: Family = Family {
    words: &["signinlogs", "riskdetection", "okta", "duo", "onelogin.events", "google_workspace.login"],
    causes: ["explain-cause-signin-travel", "explain-cause-signin-application"],
    checks: ["explain-check-signin-person", "explain-check-signin-session"],
};

const SAAS: Family = Family {
    words: &[
        "postfix",
        "dovecot",
        "zimbra",
        "m365",
        "exchange",
        "threat_management",
        "threat_detection",
        "github",
        "bitbucket",
        "google_workspace",
        "google_workspace.admin",
        "msexchange-management",
    ],
    causes: ["explain-cause-saas-admin", "explain-cause-saas-integration"],
    checks: ["explain-check-saas-actor", "explain-check-saas-object"],
};

const DEVICE: Family = Family {
    words: &[
        "network_device_command",
        "network_device_config",
        "network_device_login",
        "firewall_admin",
        "tacacs",
        "cisco",
        "huawei",
        "juniper",
        "fortigate",
        "paloalto",
        "mikrotik",
        "f5",
        "sophos",
        "firewall",
        "aaa",
        "bgp",
        "ldp",
        "sslvpnd",
        "globalprotect",
    ],
    causes: ["explain-cause-device-admin", "explain-cause-device-tool"],
    checks: ["explain-check-device-session", "explain-check-device-config"],
};

const LINUX: Family = Family {
    words: &["auditd", "sudo", "cron", "linux"],
    causes: ["explain-cause-linux-admin", "explain-cause-linux-package"],
    checks: ["explain-check-linux-session", "explain-check-linux-after"],
};

const DATABASE: Family = Family {
    words: &["database", "sql", "oracle", "mssql", "mysql", "postgresql"],
    causes: ["explain-cause-database-admin", "explain-cause-database-application"],
    checks: ["explain-check-database-statement", "explain-check-database-data"],
};

/// By technique, for logs that hold everything, as the security log of Windows does.
pub(super) static BY_TECHNIQUE: &[(&[&str], &Family)] = &[
    (&["t1110", "t1078", "t1021", "t1550", "t1558", "t1133", "t1621"], &LOGON),
    (&["t1136", "t1098", "t1531", "t1207", "t1484", "t1134", "t1556"], &ACCOUNT),
    (&["t1053", "t1543", "t1569", "t1547", "t1562", "t1685", "t1070", "t1490"], &SYSTEM),
    (&["t1486", "t1039", "t1083", "t1005"], &FILE),
];

/// All families; the first that has the word is taken.
pub(super) static FAMILIES: &[Family] = &[
    PROCESS, SCRIPT, MEMORY, LIBRARY, FILE, REGISTRY, NETWORK, DNS, WEB, PROXY, LOGON, ACCOUNT, SYSTEM, ANTIVIRUS,
    CLOUD, SIGNIN, SAAS, DEVICE, LINUX, DATABASE,
];

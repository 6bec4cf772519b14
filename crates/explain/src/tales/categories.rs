//! Sentences by the category of a log source.

use super::{Row, Tale, tale};

const PROCESS: &[Tale] = &[
    tale("explain-process-by", &["process", "parent_process"]),
    tale("explain-process", &["process"]),
    tale("explain-process-command", &["command_line"]),
];
const NETWORK: &[Tale] = &[
    tale("explain-network-process-domain", &["process", "domain", "dst_ip", "dst_port"]),
    tale("explain-network-process", &["process", "dst_ip", "dst_port"]),
    tale("explain-network-action", &["src_ip", "dst_ip", "dst_port", "action"]),
    tale("explain-network-port", &["src_ip", "dst_ip", "dst_port"]),
    tale("explain-network", &["src_ip", "dst_ip"]),
    tale("explain-device-command", &["command_line"]),
    tale("explain-device-message", &["message"]),
];
pub(super) const DNS: &[Tale] = &[
    tale("explain-dns-process", &["process", "domain"]),
    tale("explain-dns-source", &["src_ip", "domain"]),
    tale("explain-dns", &["domain"]),
];
const FILE: Tale = tale("explain-file-touched", &["file"]);
const REGISTRY: &[Tale] = &[tale("explain-registry-changed", &["process", "registry"])];
pub(super) const WEB: &[Tale] = &[
    tale("explain-web-answered", &["src_ip", "action", "url", "outcome"]),
    tale("explain-web", &["src_ip", "url"]),
    tale("explain-web-url", &["url"]),
];
pub(super) const PROXY: &[Tale] = &[
    tale("explain-proxy-answered", &["src_ip", "url", "domain", "outcome"]),
    tale("explain-proxy", &["src_ip", "domain"]),
    tale("explain-web-url", &["url"]),
];
const SCRIPT: &[Tale] = &[
    tale("explain-script-block", &["command_line"]),
    tale("explain-script-classic", &["message"]),
    tale("explain-script", &[]),
];

pub(super) const MALWARE: &[Tale] =
    &[tale("explain-win-malware-file", &["target", "file"]), tale("explain-win-malware", &[])];
pub(super) const VPN: &[Tale] = &[tale("explain-vpn-from", &["user", "src_ip"]), tale("explain-vpn", &["user"])];
const DEVICE_LOGIN: &[Tale] =
    &[tale("explain-device-login-from", &["user", "src_ip"]), tale("explain-device-login", &["user"])];
const DEVICE_CONFIG: &[Tale] = &[tale("explain-device-command", &["command_line"]), tale("explain-device-config", &[])];
const FIREWALL_ADMIN: &[Tale] = &[
    tale("explain-device-command", &["command_line"]),
    tale("explain-device-action", &["action", "target"]),
    tale("explain-device-message", &["message"]),
    tale("explain-device-admin", &[]),
];

pub(super) const CATEGORIES: &[Row] = &[
    (&["process_creation"], PROCESS),
    (&["process_termination"], &[tale("explain-process-ended", &["process"])]),
    (&["network_connection", "firewall", "network"], NETWORK),
    (&["dns_query", "dns"], DNS),
    (&["file_event"], &[tale("explain-file-created", &["process", "file"]), FILE]),
    (&["file_delete"], &[tale("explain-file-deleted", &["process", "file"]), FILE]),
    (&["file_rename"], &[tale("explain-file-renamed", &["process", "file"]), FILE]),
    (&["file_access"], &[tale("explain-file-read", &["process", "file"]), FILE]),
    (&["file_change"], &[tale("explain-file-changed", &["process", "file"]), FILE]),
    (&["create_stream_hash"], &[tale("explain-file-stream", &["process", "file"]), FILE]),
    (
        &["file_block_executable", "file_block_shredding", "file_executable_detected"],
        &[tale("explain-file-blocked", &["process", "file"]), FILE],
    ),
    (&["raw_access_thread"], &[tale("explain-disk", &["process", "file"])]),
    (
        &["registry_set"],
        &[
            tale("explain-registry-set-to", &["process", "registry", "details"]),
            tale("explain-registry-set", &["process", "registry"]),
        ],
    ),
    (&["registry_add"], &[tale("explain-registry-added", &["process", "registry"])]),
    (&["registry_delete"], &[tale("explain-registry-deleted", &["process", "registry"])]),
    (&["registry_event", "registry_rename"], REGISTRY),
    (&["image_load"], &[tale("explain-image", &["process", "file"]), FILE]),
    (&["driver_load"], &[tale("explain-driver", &["file"])]),
    (&["process_access"], &[tale("explain-access", &["process", "target"])]),
    (&["create_remote_thread"], &[tale("explain-thread", &["process", "target"])]),
    (&["process_tampering"], &[tale("explain-tampering", &["process"])]),
    (&["pipe_created"], &[tale("explain-pipe", &["process", "target"])]),
    (&["wmi_event"], &[tale("explain-wmi-event", &[])]),
    (&["clipboard_change", "clipboard_capture"], &[tale("explain-clipboard", &["process"])]),
    (&["sysmon_status", "sysmon_error"], &[tale("explain-sysmon", &[])]),
    (&["ps_script"], SCRIPT),
    (&["ps_module"], &[tale("explain-script-module", &["command_line"]), tale("explain-script", &[])]),
    (&["ps_classic_start", "ps_classic_provider_start", "ps_classic_script"], SCRIPT),
    (&["antivirus"], MALWARE),
    (&["network_device_command", "network_device_config"], DEVICE_CONFIG),
    (&["network_device_login"], DEVICE_LOGIN),
    (&["firewall_admin"], FIREWALL_ADMIN),
    (&["vpn_login"], VPN),
    (&["webserver"], WEB),
    (&["proxy"], PROXY),
    (&["database"], &[tale("explain-database", &["message"]), tale("explain-database-statement", &["command_line"])]),
];

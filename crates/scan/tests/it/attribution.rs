//! Whose an address is: its country and network from tables, and who had it then from the logs that tell of leases.

use crate::scanning::{folder, options, scan, scan_with};
use atalaya_model::Time;
use atalaya_scan::{Outcome, coverage, load_rules};
use atalaya_schema::{AddressTable, Addresses, Schema};
use atalaya_sigma::{Placeholders, RuleSet};
use atalaya_testkit::mmdb::{Value, table};
use std::sync::Arc;

const FROM_ABROAD: &str = "\
title: A tunnel from abroad
id: 4f4a3a3e-5a0b-4a38-9b56-6d5a9a6d8d01
level: medium
logsource: {product: fortigate, service: event}
detection:
  selection: {action: tunnel-up, SrcCountry: '*'}
  home: {SrcCountry|expand: '%home_countries%'}
  condition: selection and not home
";

const OF_A_NETWORK: &str = "\
title: A tunnel from that network
id: 4f4a3a3e-5a0b-4a38-9b56-6d5a9a6d8d02
level: medium
logsource: {product: example, service: gateway}
detection:
  selection: {SrcNetwork|startswith: 'AS64500 '}
  number: {SrcNumber: AS64500}
  condition: selection and number
";

const GATEWAY: &str = "\
kind: example.gateway
about: {en: Gateway., es: Puerta., zh-TW: 閘道。}
verification: unverified
dialects: [{name: plain, when: {gateway: '*'}, fields: {'*': '*'}}]
time: {fields: [time]}
derived:
  SrcNetwork: {from: peer, table: network}
  SrcNumber: {from: peer, table: asn}
serves: [{logsource: {product: example, service: gateway}}]
";

fn tunnel(second: u32, user: &str, remote: &str, assigned: &str, action: &str) -> String {
    format!(
        "date=2026-02-14 time=03:00:{second:02} devname=\"fw\" devid=\"FGT60FEXAMPLE\" tz=\"+0000\" \
         logid=\"0101039947\" type=\"event\" subtype=\"vpn\" level=\"information\" vd=\"root\" action=\"{action}\" \
         tunneltype=\"ssl-tunnel\" tunnelid=1 remip={remote} tunnelip={assigned} user=\"{user}\"\n"
    )
}

fn rules(texts: &[&str]) -> RuleSet {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in texts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.yml")), text).unwrap();
    }
    let home = [("home_countries".to_owned(), vec!["GT".to_owned()])];
    load_rules(&[folder.path().to_path_buf()], &home.into_iter().collect::<Placeholders>()).unwrap()
}

fn tables() -> Addresses {
    let country = |code| Value::Map(vec![("country", Value::Map(vec![("iso_code", Value::Text(code))]))]);
    let system = Value::Map(vec![
        ("autonomous_system_number", Value::Number(64500)),
        ("autonomous_system_organization", Value::Text("Example Net")),
    ]);
    let mut addresses = Addresses::default();
    addresses.add(table(&[("192.0.2.0/24", country("GT")), ("203.0.113.0/24", country("SV"))])).unwrap();
    addresses.add(table(&[("203.0.113.0/24", system)])).unwrap();
    addresses
}

#[test]
fn rules_ask_for_the_country_and_without_a_table_it_is_said_what_to_bring() {
    let log = tunnel(1, "ana", "192.0.2.7", "10.9.0.1", "tunnel-up")
        + &tunnel(2, "luis", "203.0.113.7", "10.9.0.2", "tunnel-up")
        + &tunnel(3, "eva", "10.1.1.1", "10.9.0.3", "tunnel-up")
        + &tunnel(4, "sol", "198.51.100.7", "10.9.0.4", "tunnel-up");
    let folder = folder(&[("fw.log", &log)]);
    let (logs, rules) = ([folder.path().join("fw.log")], rules(&[FROM_ABROAD]));
    let without = scan(options(&logs), &rules);
    assert!(without.findings().is_empty());
    let mute: Vec<_> =
        without.report.blind.mute_fields.iter().map(|mute| (mute.field.as_str(), &mute.remedy)).collect();
    assert!(matches!(mute[..], [("SrcCountry", Some(remedy))] if remedy.id == "schema-address-country"), "{mute:?}");
    let schema = Arc::new(Schema::builtin().with_addresses(tables()));
    let with = scan_with(options(&logs), &rules, &schema);
    assert_eq!(with.findings().iter().map(|finding| finding.record).collect::<Vec<_>>(), [2]);
    assert!(with.report.blind.mute_fields.is_empty());
    assert!(with.lines()[0].to_string().contains("SV"));
}

#[test]
fn rules_ask_for_the_network_and_coverage_says_which_table_is_wanted() {
    let (schema, diagnostics) = Schema::load(&[("kinds/example.gateway.yml".to_owned(), GATEWAY.to_owned())]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let log = "{\"gateway\":1,\"time\":\"2026-02-14T03:00:00Z\",\"peer\":\"203.0.113.7:500\"}\n\
               {\"gateway\":1,\"time\":\"2026-02-14T03:00:01Z\",\"peer\":\"192.0.2.7:500\"}\n";
    let folder = folder(&[("gateway.json", log)]);
    let of_a_network = rules(&[OF_A_NETWORK]);
    let schema = Arc::new(schema.with_addresses(tables()));
    let found = scan_with(options(&[folder.path().join("gateway.json")]), &of_a_network, &schema).findings();
    assert_eq!(found.iter().map(|finding| finding.record).collect::<Vec<_>>(), [1]);
    let from_abroad = rules(&[FROM_ABROAD]);
    let outcome = |schema: &Arc<Schema>| coverage(&from_abroad, schema).rules[0].outcome.clone();
    assert_eq!(outcome(&Schema::builtin()), Outcome::AddressTable(vec![AddressTable::Country]));
    let with_tables = Arc::new(Schema::builtin().with_addresses(tables()));
    assert!(matches!(outcome(&with_tables), Outcome::Routed { .. }));
}

#[test]
fn who_had_an_address_then_is_told_by_every_log_that_gives_one_out() {
    let windows = "ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID\n\
                   10,02/14/26,02:00:00,Assign,10.0.1.1,pc-win.example.com,00005E005301,,1\n\
                   12,02/14/26,04:00:00,Release,10.0.1.1,pc-win.example.com,00005E005301,,1\n";
    let zeek = "{\"_path\":\"dhcp\",\"ts\":1771034400.0,\"uids\":[\"C1\"],\"mac\":\"00:00:5e:00:53:02\",\
                \"host_name\":\"pc-zeek\",\"assigned_addr\":\"10.0.1.2\",\"lease_time\":3600.0,\"msg_types\":[\"ACK\"]}\n";
    let radius = "{\"_path\":\"radius\",\"ts\":1771034400.0,\"uid\":\"C1\",\"username\":\"rosa\",\
                  \"framed_addr\":\"10.0.1.3\",\"result\":\"success\"}\n";
    let syslog = "<190>Feb 14 02:00:00 gw dhcpd[8]: DHCPACK on 10.0.1.4 to 00:00:5e:00:53:04 (pc-isc) via eth1\n\
                  <190>Feb 14 02:00:00 gw dnsmasq-dhcp[8]: DHCPACK(br0) 10.0.1.5 00:00:5e:00:53:05 pc-dnsmasq\n\
                  <190>Feb 14 02:00:00 gw kea-dhcp4[9]: INFO  DHCP4_LEASE_ALLOC [hwtype=1 00:00:5e:00:53:06], \
                  cid=[no info], tid=0x1: lease 10.0.1.6 has been allocated for 7200 seconds\n";
    let asa = "<164>Feb 14 2026 02:00:00 fw : %ASA-4-722051: Group <vpn> User <mgarcia> IP <203.0.113.7> \
               IPv4 Address <10.0.1.7> IPv6 address <::> assigned to session\n";
    let palo = "<14>Feb 14 02:00:00 pa 1,2026/02/14 02:00:00,012345678901,GLOBALPROTECT,0,2561,2026/02/14 02:00:00,\
                vsys1,gateway-connected,connected,,IPSec,ana.ruiz,PE,PC-118,203.0.113.7,0.0.0.0,10.0.1.8,0.0.0.0,\
                00000000-0000-4000-8000-000000000118,,6.2.1,Windows,\"Windows 11\",1,,,\"\",success,,0,,0,gp,1,0x0\n";
    let forti = tunnel(0, "luis", "203.0.113.7", "10.0.1.9", "tunnel-up")
        + &tunnel(30, "luis", "203.0.113.7", "10.0.1.9", "tunnel-down");
    let folder = folder(&[
        ("dhcp/DhcpSrvLog-Sat.log", windows),
        ("dhcp/zeek.json", zeek),
        ("dhcp/radius.json", radius),
        ("dhcp/syslog", syslog),
        ("dhcp/asa.log", asa),
        ("dhcp/palo.log", palo),
        ("dhcp/forti.log", &forti),
    ]);
    // The hours asked for begin later: who has an address then was given it before.
    let since = Some(Time(1_771_036_200_000_000));
    let asked = atalaya_scan::Options { since, ..options(&[folder.path().join("dhcp")]) };
    let leases = scan(asked, &RuleSet::default()).report.leases;
    let check = |address: &str, minute: i64, expected: Option<(&str, &str)>| {
        let lease = leases.holder_of(address, Time(1_771_034_400_000_000 + minute * 60_000_000));
        let holder = lease.map(|lease| {
            let holder = lease.holder.clone();
            (holder.host.unwrap_or_default(), holder.user.or(holder.mac).unwrap_or_default())
        });
        let expected = expected.map(|(host, other)| (host.to_owned(), other.to_owned()));
        assert_eq!(holder, expected, "{address} {minute}");
    };
    check("10.0.1.1", 60, Some(("pc-win.example.com", "00:00:5e:00:53:01")));
    check("10.0.1.1", 120, None);
    check("10.0.1.2", 59, Some(("pc-zeek", "00:00:5e:00:53:02")));
    check("10.0.1.2", 60, None);
    check("10.0.1.3", 5, Some(("", "rosa")));
    check("10.0.1.4", 5, Some(("pc-isc", "00:00:5e:00:53:04")));
    check("10.0.1.5", 5, Some(("pc-dnsmasq", "00:00:5e:00:53:05")));
    check("10.0.1.6", 119, Some(("", "00:00:5e:00:53:06")));
    check("10.0.1.6", 120, None);
    check("10.0.1.7", 5, Some(("", "mgarcia")));
    check("10.0.1.8", 5, Some(("PC-118", "ana.ruiz")));
    check("10.0.1.9", 60, Some(("", "luis")));
    check("10.0.1.9", 61, None);
    check("10.0.1.9", 59, None);
    let lease = leases.holder_of("10.0.1.9", Time(1_771_038_000_000_000)).unwrap();
    assert!(lease.file.ends_with("forti.log") && lease.record == 1);
}

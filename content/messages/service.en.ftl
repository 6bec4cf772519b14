# The service of systemd.

service-about = Have systemd run the centre
service-about-install = Write the unit, with few rights; an existing one is left as it is
service-help-print = Print the unit in place of writing it
service-help-to = The folder for the unit; without it /etc/systemd/system
service-help-config = The file of settings; without it /etc/atalaya/atalaya.toml
service-help-data = The folder for what is received; without it /var/lib/atalaya
service-written = { $file } is written.
service-next = The user atalaya must be able to read { $settings } and what it names. Then:
service-description = Atalaya, the cybersecurity operations centre
service-fail-path = { $path } cannot stand in a unit: it has characters that are not text.
    .remedy = Choose a path of printable characters in UTF-8.

# What is wrong with a file of content/kinds.
schema-yaml = This is not YAML: { $reason }
    .remedy = Mend the file at this place.
schema-key-missing = The key “{ $key }” is missing.
    .remedy = Add it; content/kinds/README.md says what it means.
schema-key-unknown = The key “{ $key }” means nothing here and is ignored.
    .remedy = See content/kinds/README.md for the keys that there are.
schema-value-wrong = The value of “{ $key }” cannot be used.
    .remedy = See content/kinds/README.md for what may stand here.
schema-word-unknown = “{ $word }” is no word that “{ $key }” knows.
    .remedy = See content/kinds/README.md for the words that there are.
schema-name-twice = “{ $name }” is declared twice; the second one is left out.
    .remedy = Rename or remove one of them.
schema-family-unknown = There is no family “{ $family }”.
    .remedy = Declare it under content/kinds/families, or give the kind dialects of its own.
schema-too-many = There is more of “{ $name }” than the limit allows.
    .remedy = Split or shorten it.
schema-pattern = The pattern for “{ $path }” cannot be used: { $reason }
    .remedy = Mend it; content/kinds/README.md says how patterns are written.
schema-remedy-unknown = The message catalogue has no remedy “{ $id }”.
    .remedy = Add it to the catalogue in all languages.

schema-address-country = Nothing says to which country an address belongs.
    .remedy = Give a table of countries in the MaxMind DB format with --addresses: DB-IP and IPinfo offer free ones to download (DB-IP IP to Country Lite, IPinfo Lite), MaxMind with an account (GeoLite2 Country).
schema-address-network = Nothing says to which network an address belongs.
    .remedy = Give a table of autonomous systems in the MaxMind DB format with --addresses: DB-IP and IPinfo offer free ones to download (DB-IP IP to ASN Lite, IPinfo Lite), MaxMind with an account (GeoLite2 ASN).

# How to make a field appear that rules ask for.
remedy-windows-4688-command-line = Process creation events (4688) come without command lines.
    .remedy = Enable the policy “Include command line in process creation events” (Computer Configuration › Administrative Templates › System › Audit Process Creation).
remedy-windows-4688-parent-image = Process creation events (4688) come without the parent’s name, which Windows writes from Windows 10 and Server 2016 on.
    .remedy = Install Sysmon on the older machines.
remedy-windows-4688-sysmon = Process creation events (4688) never carry this field.
    .remedy = Install Sysmon to get it.
remedy-windows-connection-sysmon = Connections allowed by the filtering platform (5156) never carry this field.
    .remedy = Install Sysmon and record its event 3.
remedy-windows-powershell-script-block = PowerShell writes no script blocks (4104).
    .remedy = Enable the policy “Turn on PowerShell Script Block Logging” (Computer Configuration › Administrative Templates › Windows Components › Windows PowerShell).
remedy-windows-powershell-module = PowerShell writes no module activity (4103).
    .remedy = Enable the policy “Turn on Module Logging” with the module name * (Computer Configuration › Administrative Templates › Windows Components › Windows PowerShell).
remedy-windows-sysmon-hashes = Sysmon writes no such hash.
    .remedy = Set <HashAlgorithms>md5,sha256,IMPHASH</HashAlgorithms> in its configuration.

# 掃描時對損壞輸入與已達上限的說明。

damage-charset = 有 { $count } 段位元組不屬於檔案的字元集，已以符號取代。
damage-evtx-chunk = Windows 事件記錄檔有一個區塊損壞；可讀取的紀錄已保留。
    .remedy = 請在原主機重新匯出日誌，或尋找損壞前的副本。
damage-evtx-record = Windows 事件記錄檔的第 { NUMBER($record, useGrouping: "false") } 號紀錄已損壞，予以略過。
    .remedy = 請在原主機重新匯出日誌，或尋找損壞前的副本。
damage-evtx-record-unknown = Windows 事件記錄檔有一筆紀錄連同編號一併損壞，予以略過。
    .remedy = 請在原主機重新匯出日誌，或尋找損壞前的副本。
damage-evtx-checksum = 區塊的檢查碼不符：Windows 事件記錄檔在寫入後曾損壞或遭更改。
    .remedy = 請與原主機上的原始檔比對。其中的紀錄仍已讀取。

limit-occurrences = 標準輸入中有 { $count } 筆偵測結果無法依內容與重複者區分，只能依位置區分。
    .remedy = 若每次掃描的偵測結果識別碼必須一致，請改為掃描檔案。
limit-details = 有 { $count } 筆偵測結果未附上事件紀錄，因為空間已滿。
    .remedy = 事件紀錄可在偵測結果所指的檔案與紀錄編號中找到。若要報告完整收錄，請提高 --level，或一次掃描較少的檔案。
limit-hosts = 有 { $count } 筆偵測結果所屬的主機超過可依名稱計數的數量。
    .remedy = 偵測結果本身是完整的。若要完整的主機清單，請減少每次掃描的主機數。
limit-sequences = 有 { $count } 筆紀錄未檢查前後是否缺漏：同一檔案混有過多日誌。
    .remedy = 請將各主機的日誌分成不同檔案掃描。
limit-lanes = 有 { $count } 筆事件紀錄未經規則檢視：混有過多不同形式的日誌。
    .remedy = 請將這些日誌分成較小的批次掃描。
limit-leases = 有 { $count } 筆位址租約未保留：數量過多，無法逐一說明各位址當時由誰使用。
    .remedy = 請直接查閱 DHCP 伺服器或 VPN 閘道的日誌，或一次掃描較少天數的日誌。
limit-correlation-hits = 有 { $count } 筆符合結果因數量過多而未納入關聯規則。
    .remedy = 請一次掃描較少天數或較少主機的日誌。
correlation-without-time = 有 { $count } 筆符合結果的事件紀錄沒有可讀取的時間，未納入關聯規則。
    .remedy = 只需單筆事件紀錄的規則仍已檢視。
correlation-without-group = 有 { $count } 筆符合結果的事件紀錄缺少關聯規則用來分組的欄位，未納入該關聯規則。
    .remedy = 請確認發送端能否記錄該欄位。
correlation-without-value = 有 { $count } 筆符合結果的事件紀錄缺少關聯規則要計數或加總的值，未納入該關聯規則。
    .remedy = 請確認發送端能否記錄該值。
limit-rule = 規則「{ $title }」未套用：{ $reason }

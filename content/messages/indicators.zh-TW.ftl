# 威脅指標：在每筆事件紀錄中尋找的內容，以及外來內容中未採用的部分。

indicator-sort-ip = 位址
indicator-sort-network = 網段
indicator-sort-domain = 網域
indicator-sort-url = 網址
indicator-sort-email = 電子郵件位址
indicator-sort-file = 檔名
indicator-sort-hash = { $method } 雜湊值

indicator-broad-network = 網段太大：IPv4 最大為 /16，IPv6 最大為 /32
indicator-broad-local = 每個網路內部都有
indicator-broad-resolver = 大家都向它查詢名稱
indicator-broad-suffix = 其下有許多他人的名稱
indicator-broad-empty = 這是空檔案或無意義內容的雜湊值
indicator-broad-file = 每台主機都有這個檔名

indicator-refused-damaged = 無法讀取：{ $value }。
indicator-refused-missing = 缺少「{ $value }」。
indicator-refused-value = 「{ $value }」不是位址、網段、網域、網址、電子郵件位址或雜湊值。
indicator-refused-not-of = 「{ $value }」不是 { $sort } 的值。
indicator-refused-several = 此列有多個值，無法判斷是指其中之一還是全部。
indicator-refused-sort = 不尋找類型為「{ $value }」的值。
indicator-refused-language = 不讀取以「{ $value }」撰寫的樣式。
indicator-refused-unknown = 無法理解「{ $value }」。
indicator-refused-pattern = 樣式自第 { $at } 個字元起無法讀取。
indicator-refused-long = 樣式超過 { $limit } 位元組。
indicator-refused-deep = 樣式的巢狀超過 { $limit } 層。
indicator-refused-many = 樣式的選項超過 { $terms } 個，或單一選項的值超過 { $parts } 個。
indicator-refused-broad = 「{ $value }」會符合太多內容：{ $reason }。
    .remedy = 若確實需要，請加上 --broad 匯入。
indicator-refused-time = 「{ $value }」不是時間。
indicator-refused-order = 結束時間早於開始時間。
indicator-refused-not-detected = 提供者表示不供偵測使用（to_ids）。

indicator-file-long = 檔案超過 { $limit } 位元組，全部未採用。
indicator-file-full = 檔案的威脅指標超過 { $limit } 個，全部未採用。
indicator-file-encoding = 檔案自第 { $at } 個位元組起不是 UTF-8，全部未採用。
indicator-file-json = 檔案是無法讀取的 JSON：第 { $line } 行第 { $column } 欄，全部未採用。
indicator-file-no-bundle = 檔案是 JSON 但不是 STIX 套件：沒有「objects」，全部未採用。
indicator-file-no-column = 標題列中沒有值的欄位，檔案全部未採用。
    .remedy = 請將一欄命名為 value；如有需要，其他欄可命名為 type、name、valid_from、valid_until、tlp 及 confidence。

# 規則、關聯規則與過濾器的錯誤或疑慮，以及處理方式。

rule-yaml-syntax = 檔案不是有效的 YAML：{ $reason }。
    .remedy = 請修正這一行，常見原因是少了引號或縮排錯誤。檔案中在此之前的內容已讀取。
rule-yaml-key-twice = 同一個對應表中重複出現鍵「{ $key }」。
    .remedy = 請保留其中一個；若要對同一欄位檢查兩次，請寫成兩個搜尋項目。
rule-yaml-key-not-text = 鍵不是文字，而是清單或對應表。
    .remedy = 請將鍵寫成文字。
rule-yaml-alias-unknown = YAML 別名所指的錨點不存在。
    .remedy = 請在別名之前定義錨點，或直接寫出內容。
rule-yaml-limit = 檔案超過上限：{ $limit } { $what ->
        [bytes] 個位元組
        [documents] 份文件
        [nodes] 個值
       *[levels] 層巢狀結構
    }。
    .remedy = 請拆分檔案並確認來源；一般規則不會這麼大。
rule-file-empty = 檔案中沒有任何規則。
    .remedy = 請移除檔案或寫入規則。
rule-not-map = 文件不是由鍵與值組成，因此不是 Sigma 規則。
    .remedy = 請以「title:」及規則的其他鍵開始撰寫文件。
rule-diagnostics-beyond = 此檔案另有 { $count } 個問題未列出。
    .remedy = 請先修正已列出的問題，再重新檢查檔案。
rule-collection-limit = 此規則集合合併後會超過 { $limit } 個值。
    .remedy = 請將規則分別寫成獨立的檔案。
rule-action-unknown = 「{ $action }」不是有效的 action；可用 global、reset、repeat。
    .remedy = 請修正 action，或將每條規則寫成獨立文件。
rule-key-missing = 缺少「{ $key }」。
    .remedy = 請加上「{ $key }」，這是 Sigma 規格要求的項目。
rule-key-type = 「{ $key }」必須是{ $expected ->
        [text] 文字
        [list] 清單
        [map] 由鍵與值組成的對應表
        [number] 數字
       *[bool] true 或 false
    }。
    .remedy = 請依此形式撰寫。
rule-key-ignored = 「{ $key }」不是{ $expected ->
        [text] 文字
        [list] 清單
        [map] 由鍵與值組成的對應表
        [number] 數字
       *[bool] true 或 false
    }，因此略過；規則仍會使用。
    .remedy = 請依此形式撰寫。
rule-list-empty = 清單「{ $key }」是空的。
    .remedy = 請至少填入一項。
rule-id-not-uuid = 識別碼「{ $id }」不是 UUID。
    .remedy = 請為規則指定 UUID，標題變更時偵測結果才能對應到同一條規則。
rule-id-twice = 識別碼「{ $id }」已由 { $first } 的規則使用。
    .remedy = 請為其中一條規則指定新的識別碼，或移除重複的規則。
rule-status-unknown = 「{ $status }」不是有效的狀態；可用 stable、test、experimental、deprecated、unsupported。
    .remedy = 請使用其中一個詞。
rule-level-unknown = 「{ $level }」不是有效的等級，此規則視為 informational。
    .remedy = 請使用 informational、low、medium、high 或 critical。
rule-date-invalid = 「{ $key }」中的「{ $date }」不是 YYYY-MM-DD 格式的日期。
    .remedy = 請依 2024-08-08 的形式填寫日期。
rule-logsource-empty = logsource 未指定 product、category 或 service，規則會套用到所有日誌。
    .remedy = 請至少指定其中一項。
rule-searches-missing = 「{ $key }」中沒有任何搜尋項目。
    .remedy = 請在條件之外至少寫一個搜尋項目。
rule-search-empty = 搜尋項目「{ $search }」是空的。
    .remedy = 請寫入要搜尋的內容，或從規則與條件中移除。
rule-search-unknown = 條件中使用的搜尋項目「{ $search }」不存在。
    .remedy = 請修正名稱，或加入該搜尋項目。
rule-search-unused = 沒有任何條件使用搜尋項目「{ $search }」。
    .remedy = 請在條件中使用它或將它移除；目前它不會有任何作用。
rule-pattern-selects-none = 沒有搜尋項目的名稱符合「{ $pattern }」。
    .remedy = 請修正條件中的樣式，或修正搜尋項目的名稱。
rule-condition-syntax = 無法讀取條件：第 { $column } 個字元處不應出現「{ $found }」。
    .remedy = 請以 and、or、not 與括號連接搜尋項目；要表示其中之一，請寫「1 of 名稱*」。
rule-condition-ends = 條件在第 { $column } 個字元處過早結束。
    .remedy = 請補上缺少的搜尋項目或右括號。
rule-condition-aggregation = 條件在「|」之後（第 { $column } 個字元）使用了彙總語法，Sigma 已不再採用這種寫法。
    .remedy = 請保留「|」之前的部分，另寫一份關聯規則文件，包含 type、rules、group-by、timespan 與 condition。
rule-condition-long = 條件超過 { $limit } 個位元組。
    .remedy = 請使用「1 of 名稱*」之類的樣式，或拆分規則。
rule-condition-deep = 條件的巢狀層數超過 { $limit } 層。
    .remedy = 請移除不必要的括號，或拆分規則。
rule-timeframe-ignored = 「timeframe」屬於舊式彙總語法，在此不會使用。
    .remedy = 請移除，或改寫成含有「timespan」的關聯規則文件。
rule-modifier-unknown = 「{ $modifier }」不是有效的修飾詞；是否要寫「{ $nearest }」？
    .remedy = 請修正欄位名稱後面的詞。
rule-modifier-unlike = 「{ $modifier }」不是有效的修飾詞。
    .remedy = 請修正欄位名稱後面的詞；若「|」屬於欄位名稱，該欄位無法在規則中使用。
rule-modifier-twice = 修飾詞「{ $modifier }」重複出現。
    .remedy = 請只寫一次。
rule-modifier-conflict = 修飾詞「{ $first }」與「{ $second }」互相矛盾。
    .remedy = 請保留所需的一個；若兩者都要，請寫成兩個搜尋項目。
rule-modifier-needs = 修飾詞「{ $modifier }」必須與「{ $needed }」一起使用才有意義。
    .remedy = 請在它之前加上「{ $needed }」，或將它移除。
rule-modifier-needs-field = 修飾詞「{ $modifier }」需要欄位，不能用於關鍵字。
    .remedy = 請在「|」之前寫上欄位名稱。
rule-modifier-limit = 此項目的修飾詞超過 { $limit } 個。
    .remedy = 請只保留所需的修飾詞。
rule-values-missing = 值的清單是空的。
    .remedy = 請加入值；若要表示欄位沒有值，請寫 null 或 ''。
rule-value-not-scalar = 值是清單或對應表；欄位只能與文字、數字、true、false 或 null 比較。
    .remedy = 請將值寫成單層清單。
rule-value-null = null 不能與此修飾詞一起使用，也不能作為關鍵字。
    .remedy = 請將 null 的檢查寫成獨立的搜尋項目，且不加修飾詞。
rule-value-not-text = 「{ $value }」不是文字，而修飾詞「{ $modifier }」需要文字。
    .remedy = 若要當作文字，請將值加上引號。
rule-value-not-number = 「{ $value }」不是數字，而修飾詞「{ $modifier }」需要數字。
    .remedy = 請填入十進位數字。
rule-value-not-bool = 「{ $value }」不是 true 或 false，而「exists」需要其中之一。
    .remedy = 請填入不加引號的 true 或 false。
rule-value-not-network = 「{ $value }」不是位址，也不是網段。
    .remedy = 請依 10.0.0.0/8 或 2001:db8::/32 的形式填寫。
rule-null-in-list = null 與其他值放在同一清單中；規格要求寫成獨立的搜尋項目。目前任一值符合即成立，包含 null。
    .remedy = 請寫成兩個搜尋項目，並在條件中使用「1 of 名稱*」。
rule-all-single = 「all」只搭配一個值，不會有任何作用。
    .remedy = 請移除「all」，或加入其他的值。
rule-regex-unsupported = 規則運算式「{ $pattern }」使用了{ $feature ->
        [look-around] 前後查找
        [backreference] 反向參照
        [atomic-group] 原子群組
        [branch-reset] 分支重設
        [conditional] 條件式
        [recursion] 遞迴
        [comment] 註解
       *[escape] PCRE 專用的跳脫序列
    }；Sigma 不允許，且無法在有限時間內比對。
    .remedy = 請改用其他寫法；通常以數個搜尋項目搭配「and not」即可表達相同意思。
rule-regex-invalid = 無法使用規則運算式「{ $pattern }」：{ $fault ->
        [group-unclosed] 有群組未關閉
        [group-unopened] 有多餘的右括號
        [class-unclosed] 有字元類別未關閉
        [class-range] 字元類別中的範圍無效
        [escape] 有不明的跳脫序列
        [repetition-missing] 重複符號前沒有可重複的內容
        [repetition-count] 重複次數無效
        [depth] 巢狀層數過深
       *[syntax] 語法無效
    }。
    .remedy = 請修正運算式。
rule-regex-too-large = 規則運算式「{ $pattern }」編譯後超過 { $limit } 位元組。
    .remedy = 請減少重複次數，例如以 a{"{1,50}"} 取代 a{"{1,5000}"}，或拆分運算式。
rule-fieldref-not-text = 「{ $value }」不是欄位名稱，而「fieldref」需要欄位名稱。
    .remedy = 請填入另一個欄位的名稱。
rule-compare-not-number = 「{ $value }」不是數字，無法比較大小。
    .remedy = 請填入十進位數字。
rule-expand-too-many = 一個值的預留位置展開後超過 { $limit } 個文字。
    .remedy = 請減少預留位置的值，或在同一個值中少用幾個。
rule-too-large = 此規則展開後超過 { $limit } 項檢查。
    .remedy = 請拆分規則，或減少預留位置的值。
rule-fields-too-many = 同一種日誌來源的規則使用了超過 { $limit } 個欄位。
    .remedy = 請減少一次載入的規則數量。
rule-correlation-type-unknown = 「{ $type }」不是有效的關聯類型。
    .remedy = 請使用 event_count、value_count、temporal、temporal_ordered、value_sum、value_avg、value_percentile 或 value_median。
rule-correlation-rule-twice = 關聯規則中重複列出規則「{ $rule }」，只計算一次。
    .remedy = 請移除其中一個。
rule-correlation-rules-limit = 關聯規則參照的規則超過 { $limit } 條。
    .remedy = 請拆成數條關聯規則並串接。
rule-correlation-fields = 只有 value_count 可使用多個欄位，此類型只能指定一個。
    .remedy = 請指定含有數值的那個欄位。
rule-timespan-invalid = 「{ $timespan }」不是有效的時間範圍。
    .remedy = 請填入數字加一個字母，例如 90s、15m、1h、7d、2w、1M 或 1y。
rule-comparison-missing = 條件中沒有任何比較。
    .remedy = 請加入 gt、gte、lt、lte、eq 或 neq 與數字。
rule-comparison-unknown = 「{ $comparison }」不是有效的比較。
    .remedy = 請使用 gt、gte、lt、lte、eq 或 neq。
rule-percentile-invalid = 百分位數不是 0 到 100 之間的數字。
    .remedy = 請填寫例如 percentile: 95。
correlation-rule-unknown = 關聯規則參照「{ $rule }」，但已載入的規則中沒有這個識別碼或名稱。
    .remedy = 請載入該規則，或修正參照。
correlation-rule-ambiguous = 關聯規則參照「{ $rule }」，但有多條規則使用這個名稱。
    .remedy = 請改用識別碼參照，或為每條規則取不同的名稱。
correlation-refers-refused = 關聯規則參照的關聯規則「{ $rule }」本身已被拒絕。
    .remedy = 請先修正該規則。
correlation-cycle = 關聯規則直接或間接參照到自己：{ $rules }。
    .remedy = 請打破循環，其中一條只能參照一般規則。
correlation-alias-rule-unknown = 別名「{ $alias }」使用了規則「{ $rule }」，但關聯規則並未參照它。
    .remedy = 請修正名稱，或將該規則加入「rules」。
correlation-condition-rule-unknown = 條件中的「{ $rule }」不在此關聯規則的 rules 之中。
    .remedy = 請修正名稱，或將該規則加入「rules」。

# 檢查人員留下的報告。

report-title = 日誌檢查報告
report-skip = 前往偵測結果
report-language = 語言
report-zone-own = 以本機時區顯示時間
report-zone-note = 所有時間均為 UTC。
report-print = 列印
report-contents = 目錄
report-noscript = 瀏覽器已停用指令碼：以下內容仍可閱讀，但偵測結果清單無法篩選，且只完整顯示其中一部分。
report-unknown = 未知
report-yes = 是
report-no = 僅部分
report-nothing = 此處沒有可顯示的內容：沒有規則偵測到任何結果。
report-more = 另有 { $count } 項
report-unlisted = 另有 { $count } 項只計數，未列出。
report-as-table = 以表格顯示
report-show-findings = 檢視這些偵測結果

report-verdict-critical = { $hosts ->
    [0] 日誌未載明名稱的主機上
   *[other] { $hosts } 台主機上
}有 { $count } 筆嚴重等級的偵測結果，幾乎可以確定是攻擊，請於今日處理。
report-verdict-high = { $hosts ->
    [0] 日誌未載明名稱的主機上
   *[other] { $hosts } 台主機上
}有 { $count } 筆高等級的偵測結果，沒有嚴重等級。請於今日查看。
report-verdict-medium = 沒有嚴重或高等級的偵測結果。{ $hosts ->
    [0] 日誌未載明名稱的主機上
   *[other] { $hosts } 台主機上
}有 { $count } 筆中等級的偵測結果，請於本週內查看。
report-verdict-low = 只有低等級或供參考的偵測結果：{ $hosts ->
    [0] 日誌未載明名稱的主機上
   *[other] { $hosts } 台主機上
}有 { $count } 筆屬於其中較高的等級，均無須緊急處理。
report-verdict-nothing = 沒有規則偵測到任何結果。在視為好消息之前，請先看下方有什麼看不到。
report-verdict-unread = 沒有任何日誌可以讀取，因此無法下結論。原因列於下方。
report-verdict-cleared = 有 { $count } 份日誌遭到清除。攻擊者常以此隱藏行蹤，原有內容已無從得知。
report-below-level = 另有 { $count } 筆偵測結果低於所要求的等級，未列入本報告。

report-level-informational = 參考
report-level-low = 低
report-level-medium = 中
report-level-high = 高
report-level-critical = 嚴重

report-fact-files = 檢查的檔案
report-fact-events = 成功解析的事件紀錄
report-fact-span = 事件紀錄的期間
report-fact-hosts = 有偵測結果的主機
report-fact-rules = 套用的規則
report-fact-made = 檢查時間

report-first = 優先查看
report-first-about = 偵測結果最嚴重的主機，以及各主機上依時間順序發生的事。
report-story = { $rules } 條規則共 { $findings } 筆偵測結果{ $serious ->
    [0] ，沒有高等級以上
   *[other] ，其中高或嚴重等級 { $serious } 筆
}。
report-story-times = { $count } 次
report-story-more = 此主機另有 { $count } 條規則觸發。
report-host-none = 未載明主機
report-host-other = 其他主機

report-when = 發生時間
report-when-minutes = 各等級的偵測結果；每一長條代表 { $count } 分鐘。
report-when-hours = 各等級的偵測結果；每一長條代表 { $count } 小時。
report-when-days = 各等級的偵測結果；每一長條代表 { $count } 天。
report-when-before = 有 { $count } 筆偵測結果的時間早得多，未納入圖中。
report-when-after = 有 { $count } 筆偵測結果的時間晚得多，未納入圖中。
report-when-without = 有 { $count } 筆偵測結果沒有可讀取的時間，未納入圖中。
report-time-unknown = 時間不明
report-column-from = 起始時間

report-attack = 戰術與技術（ATT&CK）
report-attack-about = ATT&CK 是公開的攻擊手法目錄。戰術依攻擊的先後排列；各戰術之下列出規則看到的技術與偵測結果筆數。
report-attack-untouched = 未發現。
report-attack-alone = { $count } 筆偵測結果未標示技術
report-attack-without = 有 { $count } 筆偵測結果的規則未標示任何戰術或技術。

report-heat = 主機與規則
report-heat-about = 各規則在各主機上的偵測結果筆數。點選數字即可檢視。
report-heat-rules-beyond = 另有 { $count } 條觸發的規則未列入表中。
report-heat-hosts-beyond = 另有 { $count } 台有偵測結果的主機未列入表中。

report-stories = 各主機上發生的事
report-stories-about = 每個步驟是一條規則，時間為該規則在該主機首次觸發的時間。未載明主機的偵測結果依檔案分別敘述。

report-findings = 所有偵測結果
report-beyond = 有 { $count } 筆偵測結果只計入總數：報告最多收錄 { $limit } 筆，以最嚴重者優先，同等級以最早者優先。完整的偵測結果請見 .jsonl 檔案。
report-static = 停用指令碼時，此處可閱讀 { $total } 筆中的 { $shown } 筆偵測結果：最嚴重者，以及每條規則的第一筆。若要查看全部，請以啟用指令碼的瀏覽器開啟本報告，或另外產生時間軸（timeline.csv）。
report-filter-text = 搜尋
report-filter-level = 等級
report-filter-rule = 規則
report-filter-host = 主機
report-filter-tactic = 戰術
report-filter-from = 起
report-filter-to = 迄
report-filter-sort = 排序
report-filter-deep = 一併搜尋原始紀錄（較慢）
report-filter-clear = 顯示全部
report-detail-none = 請選擇一筆偵測結果，以了解發生了什麼事。

report-live-count = 顯示 { $total } 筆中的 { $shown } 筆偵測結果
report-live-searching = 正在搜尋原始紀錄：共 { $total } 部分，已完成 { $done } 部分
report-live-none = 沒有符合條件的偵測結果。請移除部分篩選條件。
report-live-all = 全部
report-live-only = 僅{ $level }
report-live-from = { $level }以上
report-live-sort-level = 最嚴重者優先
report-live-sort-time = 由早到晚
report-live-sort-time-last = 由晚到早
report-live-sort-rule = 依規則
report-live-sort-host = 依主機
report-live-technique = 技術 { $technique }
report-live-details-missing = 報告空間不足，未收錄此筆偵測結果的細節。細節請見收錄全部偵測結果的 .jsonl 檔案。
report-live-old-browser = 此瀏覽器版本過舊，無法開啟細節。請使用新版的 Firefox、Chrome、Edge 或 Safari。
report-live-zone-note = 所有時間均為本機時區：{ $zone }。

report-happened = 發生了什麼事
report-why = 為何重要
report-why-unknown = 規則未說明其重要性。
report-causes = 可能的正常原因
report-checks = 優先檢查事項
report-foreign = 以下為規則作者的英文原文：
report-foreign-mark = 英文原文
report-event = 事件紀錄
report-entities = 相關對象
report-matched = 符合
report-field-any = 文字中任意位置
report-fields-missing = 報告空間不足，未收錄此事件紀錄的其他欄位。原始紀錄在下列檔案中。
report-record = 收到的原始紀錄
report-record-cut = 於此截斷；完整長度為 { $bytes } 位元組。
report-record-missing = 本報告未收錄原始紀錄。原始紀錄在下列檔案中。
report-record-dropped = 報告空間優先收錄較嚴重的偵測結果，因此未收錄這筆原始紀錄。原始紀錄在下列檔案中。
report-origin = 來源
report-origin-file = 檔案
report-origin-record = 紀錄編號
report-origin-digest = 檔案的 SHA-256
report-origin-count = 相關事件紀錄數
report-origin-related = 相關的紀錄
report-origin-rule = 規則
report-origin-uid = 偵測結果識別碼
report-origin-kind = 日誌類型

report-rules = 觸發的規則
report-rule-found = 偵測結果 { $findings } 筆，主機 { $hosts } 台
report-rule-unknown = 此規則不在為本報告載入的規則中，只知道其標題。
report-rule-id = 識別碼
report-rule-author = 作者
report-rule-license = 授權
report-rule-source = 適用的日誌
report-rule-span = 最早與最晚的偵測結果
report-rule-techniques = 技術
report-rule-links = 連結

report-unseen = 有什麼看不到
report-unseen-about = 沒有偵測結果不代表沒有攻擊。以下是本次檢查的盲點，以及各項的因應之道。
report-unseen-nothing = 所要求的內容都看得到。
report-unseen-cleared = 被清除的日誌
report-unseen-cleared-do = 請查明由誰、為何清除，在此之前請勿更動這些主機。集中收集或備份日誌之處可能仍有副本。
report-unseen-cleared-log = { $host } 上的 { $kind } 於 { $time } 遭到清除（{ $input }）
report-unseen-mute = 規則需要、但沒有事件紀錄帶有的欄位
report-unseen-mute-do = 在發送端開始記錄這些欄位之前，這些規則無法觸發。
report-unseen-mute-field = { $rules } 條規則無法觸發：{ $kind }（{ $logsource }）的 { $events } 筆事件紀錄中，{ $field } 都沒有值
report-unseen-sources = { $rules } 條規則沒有可檢視的日誌
report-unseen-sources-do = 若主機保有這些日誌，請收集後重新檢查；若沒有，請考慮開始記錄。
report-unseen-source = { $logsource }：{ $rules } 條規則
report-unseen-placeholders = 等待您提供值的規則
report-unseen-placeholders-do = 請將值寫入 YAML 檔案，並以 --placeholders 重新檢查。
report-unseen-placeholder = { $name }：{ $rules } 條規則
report-unseen-unrecognised = 事件紀錄不屬於任何已知類型的檔案
report-unseen-unrecognised-do = 沒有規則檢視過這些事件紀錄。請以自己的檔案描述該日誌類型（--kinds），或提出新增的請求。
report-unseen-unrecognised-input = { $input }：{ $events } 筆事件紀錄，欄位如 { $fields }
report-unseen-quarantined = 無法解析的紀錄
report-unseen-quarantined-do = 請以原始格式重新匯出完整的日誌。
report-unseen-quarantined-reason = { $count } 筆紀錄：{ $reason }
report-unseen-skipped = 未開啟
report-unseen-skipped-do = 請重新複製或匯出這些檔案後再檢查。
report-unseen-place = { $place }：{ $reason }
report-unseen-damaged = 損壞之處
report-unseen-damaged-do = 損壞處前後的事件紀錄可能缺漏，請尋找其他副本。
report-unseen-damage = { $input }，位元組 { NUMBER($offset, useGrouping: "false") }：{ $reason }
report-unseen-incomplete = 未讀取完畢
report-unseen-incomplete-do = 中斷處之後的內容未經檢查，請重新複製這些檔案。
report-unseen-incomplete-input = { $input } 只讀取了一部分。
report-unseen-jumps = 紀錄編號不連續
report-unseen-jumps-do = 紀錄可能遭到刪除，或日誌已達容量上限。請與集中收集的副本比對。
report-unseen-jump = { $log }：{ NUMBER($after, useGrouping: "false") } 與 { NUMBER($before, useGrouping: "false") } 之間缺少 { $missing } 筆紀錄（{ $input }）
report-unseen-restart = { $log }：編號重新開始，{ NUMBER($after, useGrouping: "false") } 之後是 { NUMBER($before, useGrouping: "false") }（{ $input }）
report-unseen-gaps = 沒有任何事件紀錄的時段
report-unseen-gaps-do = 請查明當時主機是否關機，或日誌是否遭到停用或刪除。
report-unseen-gap = { $kind }：{ $from } 至 { $until }（UTC），共 { $hours } 小時
report-unseen-zoneless = 因未載明時區而以 UTC 解讀的時間
report-unseen-zoneless-do = 若這些主機記錄的是當地時間，其事件紀錄在此顯示的時刻並不正確。請加上 --timezone 再檢查一次。
report-unseen-zoneless-input = { $input }：{ $events } 筆事件紀錄
report-unseen-limits = 已達上限
report-unseen-limits-do = 減少每次檢查的日誌量，即可避免達到這些上限。
report-unseen-refused = 被拒絕的規則
report-unseen-refused-do = 請更正規則或洽詢作者；「atalaya rules check」會說明各項原因。
report-unseen-events = 未納入或不確定的事件紀錄
report-unseen-without-kind = { $count } 筆事件紀錄不屬於任何已知的日誌類型，沒有規則檢視過。
report-unseen-outside = { $count } 筆事件紀錄不在指定的時間範圍內。
report-unseen-without-time = { $count } 筆事件紀錄沒有可讀取的時間，但規則仍已檢視。
report-unseen-recoded = { $count } 筆紀錄不符合檔案的字元集，改以 Windows-1252 讀取。

report-method = 檢查方式
report-method-command = 可重現本次檢查的指令
report-method-version = 程式
report-method-began = 開始時間
report-method-elapsed = 耗時
report-method-rules = 規則
report-method-rules-loaded = { $files } 個檔案中的 { $rules } 條規則、{ $correlations } 條關聯規則與 { $filters } 條過濾規則；遭拒絕 { $refused } 條
report-method-sums = 數量核對
report-method-kinds = 日誌類型
report-method-inputs = 檢查的檔案
report-method-limits = 本報告的限制
report-sum-frames = 讀取的紀錄
report-sum-decoded = 其中成功解析為事件紀錄
report-sum-quarantined = 其中無法解析
report-sum-examined = 經規則檢視的事件紀錄
report-sum-outside = 時間範圍外的事件紀錄
report-sum-without-kind = 不屬於已知類型的事件紀錄
report-sums-frames = 紀錄數相符：讀取＝成功解析＋無法解析。
report-sums-frames-not = 紀錄數不符。這是程式的錯誤，請回報。
report-sums-events = 事件紀錄數相符：成功解析＝經檢視＋時間範圍外＋不屬於已知類型。
report-sums-events-not = 並非所有事件紀錄都經過檢視：可能已達上限，或未套用任何規則。請見「有什麼看不到」。
report-column-kind = 類型
report-column-files = 檔案數
report-column-events = 事件紀錄
report-column-first = 最早
report-column-last = 最晚
report-column-verification = 欄位依據
report-column-input = 檔案
report-column-size = 大小
report-column-records = 紀錄數
report-column-complete = 完整
report-column-digest = SHA-256 雜湊值
report-digest-none = 未計算
report-verification-seen = 真實日誌
report-verification-documented = 官方文件
report-verification-unverified = 未經驗證
report-limit-findings = 報告最多收錄 { $limit } 筆偵測結果：以最嚴重者優先，同等級以最早者優先。
report-limit-details = 細節最多占用 { $size }。空間不足時，較不嚴重的偵測結果會先略去原始紀錄。
report-limit-rules = 規則只會找到它所描述的內容。偵測結果是值得查看的理由，而非證明；沒有偵測結果也不能證明什麼。

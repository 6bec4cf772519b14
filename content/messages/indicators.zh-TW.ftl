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
indicator-file-empty = 檔案中沒有任何內容。
indicator-file-page = 這是網頁而不是清單：可能是未登入時看到的頁面。檔案全部未採用。

indicator-title = 發現威脅指標：{ $sort } { $value }
indicator-title-named = 發現威脅指標：{ $sort } { $value }（{ $name }）

indicators-about = 尋找外界認定為惡意的內容
indicators-about-import = 匯入 STIX、CSV 或純文字清單的威脅指標，並在新收到及已儲存的內容中尋找
indicators-about-list = 顯示正在尋找的內容
indicators-about-remove = 不再尋找威脅指標
indicators-value-marking = 分享範圍
indicators-value-form = 格式
indicators-value-type = 類型
indicators-value-value = 值
indicators-help-files = STIX 2.1 套件、有標題列的 CSV，或每行一個值的清單。檔案格式依內容判斷。
indicators-help-origin = 提供者，名稱自訂。同一來源再次提供的內容會與新內容區分。
indicators-help-origin-only = 僅限此提供者的威脅指標。
indicators-help-organization = 僅在此機關（構）的事件紀錄中尋找。
indicators-help-for-all = 在所有機關（構）的事件紀錄中尋找。
indicators-help-marking = 檔案未註明時，可分享的範圍。
indicators-help-valid-for = 檔案未註明時，自現在起的有效期間，例如 90d。
indicators-help-until = 檔案未註明時，有效期限。
indicators-help-level = 符合結果的等級，不論檔案如何註明。未指定時依信心值：70 以上為高，30 以上為中，以下為低，未註明為中。
indicators-help-form = 不依內容判斷時，檔案的格式。
indicators-help-broad = 一併匯入會符合太多內容的值。
indicators-help-again = 一併匯入先前在此移除的威脅指標。
indicators-help-last = 在已儲存的內容中往回尋找多久，例如 90d。預設：30d。
indicators-help-no-past = 不在已儲存的內容中尋找。
indicators-help-type = 僅限此類型的威脅指標。
indicators-help-expired = 包括已過期的威脅指標。
indicators-help-removed = 包括已移除的威脅指標。
indicators-help-limit = 要顯示的威脅指標數量。預設：{ $limit }。
indicators-help-values = 值、STIX 識別碼，或偵測結果中的識別碼。
indicators-error-whose = 請指定要在誰的事件紀錄中尋找：--organization 名稱，或 --for-all。
indicators-error-origin = 請指定提供者：--origin 名稱。
indicators-error-name = { $flag } 後的名稱是空的、超過 { $limit } 位元組，或含有無法顯示的字元。
indicators-error-past = --last 與 --no-past 互相矛盾。
indicators-error-holds = --valid-for 與 --until 意義相同，請擇一使用。
indicators-error-nothing = 請指定要移除哪些：值，或以 --origin 名稱移除其提供的全部。
indicators-fail-none = 此處沒有威脅指標。
    .remedy = 請以 atalaya indicators import 匯入。
indicators-fail-file = { $file }：{ $reason }
indicators-imported = { $origin } 的威脅指標
indicators-new = { $count ->
    [0] 沒有新的威脅指標。
   *[other] 新增 { $count } 個。
}
indicators-updated = { $count } 個內容已更新。
indicators-known = { $count } 個原已存在。
indicators-revoked = { $count } 個由提供者撤回。
indicators-removed-before = { $count } 個先前已在此移除，維持移除（加上 --again 可再次匯入）。
indicators-expired = 新增及更新的威脅指標中有 { $count } 個已過期：僅在較早的事件紀錄中尋找。
indicators-others = 略過 { $count } 個其他類型的物件。
indicators-beyond = 沒有空間容納 { $count } 個威脅指標：總數上限 { $limit } 個，單一機關（構）上限 { $theirs } 個。
    .remedy = 請移除舊的威脅指標：atalaya indicators remove --origin 名稱。
indicators-unread = 紀錄簿中有 { $count } 個威脅指標無法讀取，不會尋找。
    .remedy = 紀錄簿若已加密，請提供金鑰；否則請重新匯入這些威脅指標。
indicators-unheard = 尚未儲存 { $organization } 的任何內容：請確認名稱是否正確。
indicators-refused = { $count } 個未採用
indicators-line = 第 { $number } 行
indicators-object = 第 { $number } 個物件
indicators-past = 已儲存的內容
indicators-looked = 已檢視自 { $since } 起的 { $events } 筆事件紀錄：{ $hits } 筆符合結果。
indicators-hits-new = { $count ->
    [0] 全部先前皆已發現。
   *[other] 其中 { $count } 筆是新的偵測結果。
}
indicators-hits-centre = 其中新的由中心記錄為偵測結果。
indicators-hits-beyond = { $count } 筆僅計數：其威脅指標一天內的數量過多。
indicators-hits-crowded = 略過 { $count } 筆符合結果：其事件紀錄的符合結果過多。
indicators-unjudged = { $count } 筆事件紀錄無法檢視。
indicators-heading = { $count ->
    [0] 沒有威脅指標
   *[other] { $count } 個威脅指標
}
indicators-more = 還有更多：以 --limit 顯示更多。
indicators-column-sought = 尋找的內容
indicators-column-origin = 提供者
indicators-column-marking = 分享範圍
indicators-column-holds = 有效
indicators-column-name = 名稱
indicators-state-removed = 已於 { $time } 移除
indicators-state-expired = 已於 { $time } 過期
indicators-state-until = 至 { $time }
indicators-state-open = 無期限
indicators-everyone = 全部
indicators-removed = { $count ->
    [0] 沒有尋找這樣的威脅指標。
   *[other] 不再尋找 { $count } 個威脅指標。
}
serve-indicators = 正在尋找 { $count } 個威脅指標。
serve-indicators-beyond = 有 { $count } 筆威脅指標的符合結果因其事件紀錄的符合結果過多而略過。
indicators-fail-no-file = { $file } 不是可完整讀取的檔案，全部未採用。
    .remedy = 請先將其內容存成檔案。

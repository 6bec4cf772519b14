# 中心運作期間，規則產生的偵測結果。

findings-about = 顯示中心運作期間的偵測結果
findings-help-rule = 只顯示此識別碼之規則的偵測結果。
findings-help-by-rule = 改為顯示每條規則的偵測結果數。
findings-help-limit = 要顯示的偵測結果筆數。預設：{ $limit }。
findings-fail-none = 這裡還沒有任何偵測結果：此資料目錄尚未執行過中心。
    .remedy = 請以 atalaya serve 執行中心。要對已儲存的事件紀錄套用規則，請用 atalaya hunt --rule。
findings-heading = { $count ->
    [0] 沒有偵測結果
   *[other] 偵測結果 { $count } 筆，最新的在前
}
findings-more = 還有更多：--limit 可顯示更多，--since 與 --until 可看其他時段。
findings-rules-heading = { $count ->
    [0] 沒有偵測結果
   *[other] { $count } 條規則的偵測結果
}
findings-column-latest = 最近一筆（UTC）

ledger-fail-io = 無法使用紀錄簿：{ $reason }。
    .remedy = 請檢查磁碟與 ledger 資料夾的擁有者：atalaya doctor。
ledger-fail-database = 無法使用紀錄簿的資料庫（SQLite 代碼 { $code }）。
    .remedy = 收到的內容仍在原始紀錄中。atalaya doctor 會說明更多。
ledger-fail-newer = 紀錄簿的格式是 { $found }；本程式最高支援格式 { $known }。
    .remedy = 請使用寫入它的 Atalaya 版本，或更新的版本。
ledger-fail-damaged = 紀錄簿中第 { $number } 筆偵測結果與寫入時不同。
    .remedy = 請從備份還原 ledger 資料夾；atalaya hunt --rule 可從已儲存的內容重新找出。
findings-help-superseded = 一併列出因事件紀錄延遲抵達而被取代的偵測結果。
findings-column-beyond = 只計數
ledger-fail-chance = 系統無法提供亂數，因此無法加密偵測結果。

# 中心運作期間，規則所發現的事項。

findings-about = 顯示中心運作期間規則所發現的事項
findings-help-rule = 只顯示此識別碼之規則的發現。
findings-help-by-rule = 改為顯示每條規則各有多少發現。
findings-help-limit = 要顯示多少筆發現。預設：{ $limit }。
findings-fail-none = 這裡還沒有任何發現：此資料目錄中尚未執行過中心。
    .remedy = 以 atalaya serve 執行中心。規則在已儲存事件中的發現，請用 atalaya hunt --rule 查看。
findings-heading = { $count ->
    [0] 沒有發現
   *[other] { $count } 筆發現，最新的在前
}
findings-more = 還有更多：--limit 可顯示更多，--since 與 --until 可看其他時段。
findings-rules-heading = { $count ->
    [0] 沒有發現
   *[other] { $count } 條規則的發現
}
findings-column-organization = 組織
findings-column-host = 主機
findings-column-findings = 發現數
findings-column-latest = 最近一筆（UTC）

ledger-fail-io = 無法使用紀錄簿：{ $reason }。
ledger-fail-database = 紀錄簿的資料庫回應：{ $words }
    .remedy = 收到的內容仍在原始紀錄中。atalaya doctor 會說明更多。
ledger-fail-newer = 紀錄簿的格式是 { $found }；本程式只認得 { $known } 以前的格式。
    .remedy = 請使用寫入它的 Atalaya 版本，或更新的版本。
ledger-fail-damaged = 紀錄簿中第 { $number } 筆發現與寫入時不同。
findings-help-superseded = 也列出因事件遲到而被取代的發現。
findings-column-beyond = 只計數

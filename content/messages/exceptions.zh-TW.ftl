# 規則在哪些情況下不產生偵測結果、原因與期限。

exceptions-about = 指定規則在哪些情況下不產生偵測結果、原因與期限，並查看因此略過了什麼
exceptions-about-list = 列出所有例外，以及各自略過的數量
exceptions-about-add = 新增例外：某條規則在一段期間內不產生偵測結果的情況
exceptions-about-remove = 移除例外；它略過的數量仍保留在清單中
exceptions-help-rule = 規則的識別碼或標題
exceptions-value-condition = 欄位=值
exceptions-help-where = 事件紀錄須符合的條件，欄位名稱與規則所用相同：'Image|endswith=\updater.exe'。指定多個欄位時須全部符合；同一欄位指定多次時符合任一值即可。與 Sigma 相同，* 和 ? 代表任意文字，修飾詞寫在直線符號之後。
exceptions-value-text = 文字
exceptions-help-reason = 原因；必填
exceptions-help-for = 有效期間。預設：90d；最長 400d。
exceptions-value-exception = 例外
exceptions-help-exception = 清單中顯示的識別碼
exceptions-error-reason = 例外必須附上原因：--reason 文字。一年後查看的人會想知道。
exceptions-error-where = 例外至少需要一個條件：--where 欄位=值。完全不需要的規則，請不要列入設定的「only」。
exceptions-error-condition = 「{ $value }」不是條件：請寫成欄位、等號與值，例如 'User=SYSTEM'。
exceptions-error-long = 條件與原因最多 { $limit } 個位元組。
exceptions-error-for = 例外最長有效 { $days } 天。到期時若仍適用，請再次新增。
exceptions-fail-rule = 此處沒有名為 { $rule } 的規則在判斷事件紀錄，或有多條同名規則。
    .remedy = 請提供識別碼：atalaya rules proof --json 會列出全部。
exceptions-fail-rule-near = 此處運作的規則中，沒有名為 { $rule } 的規則，或不只一條。相近者：{ $near }
exceptions-everything = 這幾乎符合所有事件紀錄：該規則在此幾乎不會有任何偵測結果。完全不需要的規則，請從設定的 “only” 中移除。
exceptions-nobody = 目前沒有任何來源屬於機關（構） { $organization }：在有來源之前，此例外不會影響任何偵測結果。
exceptions-fail-correlation = { $rule } 是關聯規則。例外請設在它所參照的規則上。
exceptions-fail-full = 已經有 { $limit } 個例外。
exceptions-fail-unknown = 沒有生效中的例外 { $exception }。
    .remedy = 請見 atalaya exceptions list。
exceptions-added = 例外 { $exception }：「{ $title }」在此情況下不產生偵測結果，直到 { $until }。執行中的中心即刻套用。
exceptions-is-removed = 例外 { $exception } 已不再生效。
exceptions-heading = { $count } 個例外
exceptions-column-exception = 例外
exceptions-column-where = 條件
exceptions-column-until = 期限（UTC）
exceptions-column-suppressed = 因此略過
exceptions-holds = 生效中
exceptions-over = 已到期
exceptions-removed = 已移除
exceptions-everybody = 全部

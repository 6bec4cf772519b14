# 規則會產生多少警示，以及先啟用哪些規則。

noise-about-try = 說明規則對已儲存的內容會產生多少警示
noise-about-recommend = 依分析人員看得完的數量，建議先啟用哪些規則
noise-help-rules = 規則的檔案或資料夾，或內建規則的識別碼。預設：所有內建規則。
noise-help-budget = 每小時最多幾則警示。一條規則在同一台主機一小時內的偵測結果算一則。預設：{ $budget }。
noise-help-output = 將建議規則的識別碼寫入此檔案，供中心設定中的「only」使用。
noise-error-budget = { $value } 不能作為上限：須為 1 到 { $limit } 的整數。
noise-heard = { $hours } 小時內的 { $events } 筆事件紀錄
noise-quiet = { $count } 條規則不會有任何偵測結果。
noise-chosen = 先啟用 { $count } 條規則：每小時 { $rate } 則警示，上限 { $budget } 則。最嚴重的在前，同等級中警示最少的在前。
noise-written = 識別碼已寫入 { $file }：請在中心設定的 [detection] 下以「only」指定。
noise-left = 其餘 { $count } 條規則留待日後
noise-filters = 若大部分警示來自同一台主機，請先查看該主機：可能是故障、正常的習慣，或是攻擊。
noise-informing = { $count } 條規則只提供參考：留給搜尋時使用。
noise-column-alerts = 每小時警示
noise-column-hosts = 主機數
noise-column-loudest = 最多的主機
noise-few = 內容不到一週，未包含其他日子的情形。累積更多後請再查詢。

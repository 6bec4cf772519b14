# 匯入日誌：先進入原始紀錄，再進入資料湖。

import-about = 保存日誌：不遺失、可搜尋，每筆事件紀錄只存一次
import-help-organization = 日誌屬於哪個機關（構）。必填。
import-help-source = 日誌來自哪裡，例如 fw-01 或 domain-controllers。必填。
import-help-acknowledged = 每批內容安全寫入磁碟後，在此檔案寫一行；- 代表標準輸出。
import-error-stdout = --json 與 --acknowledged - 都會寫到標準輸出。
    .remedy = 請為已確認的內容指定一個檔案。

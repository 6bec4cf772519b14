# 時間軸的欄名，以及 ATT&CK 圖層與 STIX 套件的用語。

timeline-time = 時間（UTC）
timeline-level = 等級
timeline-rule = 規則
timeline-rule-id = 規則識別碼
timeline-attack = ATT&CK 技術
timeline-host = 主機
timeline-user = 帳號
timeline-source = 來源位址
timeline-destination = 目的位址
timeline-process = 程式
timeline-happened = 發生了什麼
timeline-file = 檔案
timeline-record = 紀錄編號
timeline-uid = 偵測結果識別碼
timeline-count = 事件紀錄數
layer-name = { $day } 偵測結果
layer-description = 發現的攻擊技術。分數為偵測結果數，顏色為最嚴重的等級。有對應技術的偵測結果：{ $findings } 筆；沒有對應技術、因此不在此圖層者：{ $others } 筆。
layer-technique = 名稱
layer-program = 產生程式
layer-time = 分析時間（UTC）
layer-more-rules = 另有 { $count } 條規則
stix-rule-note = 偵測條件請見此識別碼的 Sigma 規則。

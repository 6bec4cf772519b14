# 資料湖：以欄位存放的事件紀錄；其指令，以及可能出現的問題。

lake-about = 照管儲存的事件紀錄：有多少、是否完整、合併檔案、清除最舊的內容
lake-about-status = 說明有哪些資料表、多大、屬於什麼時間
lake-about-verify = 讀取每個檔案，與寫入時的內容查核
lake-about-compact = 將許多小檔案合併為少數大檔案：更小，搜尋更快
lake-about-expire = 清除舊的事件紀錄，保留中的除外
lake-about-export = 將事件紀錄複製到資料夾
lake-about-hold = 保留某機關（構）某段期間的事件紀錄，不隨到期清除
lake-about-release = 解除一項保留
lake-about-rekey = 以目前的金鑰加密現有內容

lake-help-output = 存放副本的資料夾。必填。

lake-status = 資料湖
lake-status-totals = { $tables } 個資料表、{ $files } 個檔案，共 { $events } 筆事件紀錄，{ $size }。
lake-status-organization = { $organization }
lake-status-small = 有 { $tables } 個資料表含有許多小檔案。
    .remedy = 請合併為少數大檔案：atalaya lake compact
lake-status-misfits = 有 { $values } 個值不符合日誌類型所宣告的型別；以文字保存，比較數值時不會找到。
lake-status-sources = 各來源（事件紀錄筆數）
lake-column-size = 大小
lake-column-first = 最早日期
lake-column-last = 最晚日期
lake-column-stored = 已儲存
lake-column-expired = 已到期

lake-fail-io = 無法開啟資料湖：{ $reason }。
    .remedy = 請檢查磁碟及其空間：atalaya doctor
lake-fail-damaged = 資料湖的資料表 { $table } 已損壞。
    .remedy = 請先將資料夾複製到別處。查看所有問題：atalaya lake verify
lake-fail-full = 磁碟已滿：剩餘 { $free }，而 { $reserve } 須保留不用。
    .remedy = 請騰出空間，或清除舊的事件紀錄：atalaya lake expire --older-than 365d。資料不會遺失；請再執行相同的指令。
lake-fail-read = 無法讀取資料湖的資料表 { $table }：{ $reason }。
    .remedy = 查看所有問題：atalaya lake verify
lake-fail-write = 無法寫入資料湖的資料表 { $table }：{ $reason }。
    .remedy = 請檢查磁碟及其空間：atalaya doctor。資料不會遺失；請再執行相同的指令。
lake-fail-conflict = 資料湖的資料表 { $table } 在此期間已變更。
    .remedy = 請再執行相同的指令。
lake-fail-tables = 資料表數量已達上限：無法再儲存其他機關（構）或日誌類型。
    .remedy = 請清除不再需要的類型：atalaya lake expire --kind 類型
lake-reason-unknown = 檔案內容與寫入時不同

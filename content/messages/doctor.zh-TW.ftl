# 健檢：一切狀況如何、哪裡有問題、該怎麼做。

doctor-about = 說明整體狀況：磁碟、時鐘、上限、總數、加密，以及該怎麼做

doctor-title = 整體狀況，{ $time } UTC
doctor-line = { $state }：{ $what }。{ $message }
doctor-state-good = 正常
doctor-state-look = 注意
doctor-state-bad = 異常
doctor-verdict-good = 沒有需要處理的事。
doctor-verdict-look = 沒有異常。標示「注意」的項目值得看一看。
doctor-verdict-bad = 有異常：請由上而下查看標示「異常」的項目。

doctor-check-disk = 磁碟
doctor-check-folder = 資料夾
doctor-check-clock = 時鐘
doctor-check-limits = 開啟檔案數
doctor-check-memory = 記憶體
doctor-check-opening = 開啟
doctor-check-journal = 原始紀錄
doctor-check-anchors = 錨點
doctor-check-encryption = 加密
doctor-check-pending = 等待中
doctor-check-quarantine = 隔離區
doctor-check-losses = 遺失
doctor-check-sources = 來源
doctor-check-ledger = 紀錄簿
doctor-check-lake = 資料湖
doctor-check-files = 資料湖檔案
doctor-check-inputs = 匯入紀錄
doctor-check-unrecognised = 類型不明
doctor-check-sums = 總數

doctor-disk-good = 剩餘 { $free }，其中 { $reserve } 保留不用。
doctor-disk-full = 剩餘 { $free }，而 { $reserve } 須保留不用：在騰出空間之前不再接收任何內容。
    .remedy = 請騰出空間：先 atalaya lake expire --older-than 365d，再 atalaya journal expire --older-than 30d；或換用更大的磁碟。已確認收到的內容不會遺失。
doctor-disk-little = 剩餘 { $free }，其中 { $reserve } 須保留不用：不久就無法再接收。
    .remedy = 請立即騰出空間：先 atalaya lake compact，再 atalaya lake expire --older-than 365d；或換用更大的磁碟。
doctor-disk-days = 剩餘 { $free }，其中 { $reserve } 須保留不用。依目前的速度，還可用 { $days } 天。
    .remedy = 請決定哪些可以清除：atalaya lake expire --older-than 365d、atalaya journal expire --older-than 30d；或換用更大的磁碟。
doctor-disk-unknown = 無法得知剩餘空間。
    .remedy = 請自行查看：df -h
doctor-folder-good = 這台機器的其他使用者無法開啟 { $folder }。
doctor-folder-open = 這台機器的其他使用者可以開啟 { $folder }。
    .remedy = 請加以限制：chmod 750 { $folder }
doctor-folder-unknown = 無法得知誰可以開啟 { $folder }。
    .remedy = 請自行查看：ls -ld { $folder }
doctor-clock-good = 現在是 { $time } UTC；這台機器的時區是 { $zone }。
doctor-clock-old = 顯示 { $time } UTC，早已過去。
    .remedy = 請校正時鐘，並以 NTP 保持準確。這段期間收到的內容，其接收時間會是錯的。
doctor-clock-back = 顯示 { $time } UTC，但最新一筆的接收時間比它晚 { $ahead }：時鐘曾被往回調，或先前不準。
    .remedy = 請校正時鐘，並以 NTP 保持準確。事件紀錄的時間來自日誌，不受影響。
doctor-limits-good = 程式最多可同時開啟 { $limit } 個檔案。
doctor-limits-few = 程式最多可同時開啟 { $limit } 個檔案；建議 { $wanted } 個。
    .remedy = 請提高上限：ulimit -n { NUMBER($wanted, useGrouping: "false") }，或 systemd 單元中的 LimitNOFILE=。
doctor-limits-unknown = 無法得知程式可開啟多少檔案。
    .remedy = 請自行查看：ulimit -n
doctor-memory-good = 可用 { $free }。
doctor-memory-little = 可用 { $free }；建議 { $wanted }。
    .remedy = 請結束這台機器上不需要的程式，或增加記憶體。
doctor-memory-unknown = 無法得知可用的記憶體。
    .remedy = 請自行查看：free -h

doctor-journal-good = { $entries } 筆，{ $size }。
doctor-journal-recovered = { $size }。上次沒有正常關閉，已自行開啟：找回 { $entries } 筆。
doctor-journal-damaged = 已損壞：{ $fault }
    .remedy = 查看所有問題與處理方式：atalaya journal verify
doctor-anchors-good = 最近一個建立於 { $time } UTC；之後收到 { $entries } 筆。
doctor-anchors-old = 最近一個建立於 { $time } UTC；之後收到 { $entries } 筆。
    .remedy = 請建立一個並帶到別處：atalaya journal anchor -o anchor.json
doctor-anchors-none = 沒有錨點：無人能證明歷史的末端沒有遺失。
    .remedy = 請建立一個並帶到別處：atalaya journal anchor -o anchor.json
doctor-encryption-off = 未啟用。
doctor-encryption-on = 已啟用，使用金鑰 { NUMBER($key, useGrouping: "false") }。
doctor-encryption-mixed = 原始紀錄有 { $segments } 個區段的加密方式與新區段不同。
    .remedy = 請重新寫入：atalaya journal rekey，資料湖也一樣：atalaya lake rekey
doctor-encryption-lake = 資料湖有 { $files } 個檔案的加密方式與新檔案不同。
    .remedy = 移除任何金鑰之前，請先重新寫入：atalaya lake rekey
doctor-encryption-unused = 已提供金鑰，但沒有任何內容加密。
    .remedy = 若要加密現有內容：atalaya journal rekey 與 atalaya lake rekey。之後帶著金鑰匯入的內容都會加密。
doctor-pending-none = 收到的內容全部已解碼。
doctor-pending-some = 有 { $entries } 筆尚未解碼。
    .remedy = 若此處執行過中心：atalaya serve。否則由下一個開啟資料湖的指令解碼：atalaya lake status
doctor-losses-none = 沒有。
doctor-losses-lost = 有 { $entries } 筆因損壞而遺失。
    .remedy = 查看位置：atalaya journal verify。此資料目錄不會重複收下同一檔案：請將原來的檔案匯入另一個資料目錄（--data）。
doctor-losses-unreadable = 已解碼的內容中有 { $records } 筆無法讀取：Windows 事件記錄檔已毀損。
    .remedy = 原始內容在到期前仍會保存；若手邊還有原檔，請留存。
doctor-losses-unkept = 隔離區容納不下 { $entries } 筆無法解碼的內容。
    .remedy = 請騰出空間：atalaya journal replay
doctor-losses-refused = 磁碟已滿期間拒收 { $entries } 筆，且未確認收到。
    .remedy = 若其檔案之後未曾匯入，請重新匯入。
doctor-losses-expired = 有 { $entries } 筆依要求在解碼之前清除。
    .remedy = 若要留下，請不要使用 --unread。
doctor-quarantine-none = 空的。
doctor-quarantine-some = 有 { $entries } 筆無法解碼，正在等待。
    .remedy = 使用較新版本的程式，或自訂的日誌類型（--kinds）後：atalaya journal replay
doctor-quarantine-reason = { $entries } 筆：{ $reason }
doctor-quarantine-raw = { $reason }
doctor-quarantine-unreadable = 無法讀取各筆進入隔離區的原因。
    .remedy = 查看問題所在：atalaya journal verify
doctor-sources-good = { $sources ->
    [0] 目前沒有任何來源。
   *[other] { $sources } 個來源最近一週都有消息。
}
doctor-sources-silent = 有 { $sources } 個來源超過 { $days } 天沒有消息：{ $names }
    .remedy = 若應有日誌送達，請查明原因。若只是一次性匯入，則沒有問題。
doctor-sources-gone = 無從得知 { $sources } 個來源最近何時有消息：原始紀錄中相關內容已到期移除。
doctor-lake-good = { $tables } 個資料表，共 { $events } 筆事件紀錄，{ $size }。
doctor-lake-wrong = 資料湖與寫入時不同：{ $fault }
    .remedy = 查看所有問題：atalaya lake verify
doctor-lake-more = 另有 { $faults } 處問題。
    .remedy = 查看所有問題：atalaya lake verify
doctor-files-good = 檔案少而大。
doctor-files-small = 有 { $tables } 個資料表含有許多小檔案。
    .remedy = 請合併為少數大檔案：atalaya lake compact
doctor-unrecognised-none = 每筆事件紀錄都屬於已知的類型。
doctor-unrecognised-some = 有 { $events } 筆事件紀錄不屬於任何已知類型：可以搜尋，但沒有規則會檢查。
    .remedy = 查看內容：atalaya hunt 'SELECT * FROM unrecognised LIMIT 10'。待其類型成為已知後（--kinds 資料夾），可移入該類型的資料表：atalaya journal replay
doctor-inputs-good = 已匯入檔案的紀錄完整。
doctor-inputs-damaged = 已匯入檔案的紀錄有 { $lines } 行毀損或遺失。
    .remedy = 沒有遺失任何事件紀錄。但若再次匯入其中已無記載的檔案，內容會重複收下：每個檔案請只匯入一次。
doctor-sums-good = { $sources ->
    [0] 目前沒有任何來源。
   *[other] { $sources } 個來源的兩項總數都平衡。
}
doctor-sums-frames = 有 { $sources } 個來源的筆數不平衡：請看下表。
    .remedy = 查看問題所在：atalaya journal verify。請回報此問題。
doctor-sums-events = 有 { $sources } 個來源的事件紀錄數不平衡：請看下表。
    .remedy = 查看問題所在：atalaya lake verify。請回報此問題。
doctor-sums-missing = 有 { $sources } 個來源已儲存的事件紀錄短少：請看下表。
    .remedy = 查看問題所在：atalaya lake verify。若未發現問題，表示資料湖中有資料夾被移除：請由備份還原。
doctor-sums-unknown = 有 { $sources } 個來源在全部解碼且可讀取之前，無法判斷是否平衡。
    .remedy = 請先解碼等待的內容：若此處執行過中心請用 atalaya serve，否則用 atalaya lake status。然後再查一次。
doctor-sums-unread = 無法判斷筆數與事件紀錄數是否平衡：原始紀錄無法讀取。
doctor-sums-of-frames = 筆數：收下＝已解碼＋隔離＋待處理＋遺失
doctor-sums-of-events = 事件紀錄：已解碼＝已儲存＋已到期
doctor-column-lost = 遺失

doctor-ledger-good = 偵測結果：{ $count } 筆。
doctor-ledger-damaged = 資料庫已損壞：{ $fault }
    .remedy = 先前的偵測結果可以重新找出：atalaya hunt --rule 會對已儲存的事件紀錄套用規則。請從備份還原 ledger 資料夾，或先移開它再啟動中心。

# 原始紀錄（journal）：收到的內容，逐位元組保存；其指令，以及檔案可能出現的問題。

journal-about = 照管收到的原始紀錄：是否完整、到哪裡為止、哪些可以清除
journal-about-status = 說明有多少內容、來自哪些來源、還有什麼在等待
journal-about-verify = 讀取全部內容，與檢查碼、雜湊鏈及錨點逐一查核
journal-about-anchor = 建立錨點，也就是到目前為止歷史的簽章標記，供存放於別處
journal-about-replay = 將先前無法解碼或類型不明的內容重新解碼
journal-about-expire = 以整個區段為單位，清除最舊的內容
journal-about-rekey = 以目前的金鑰加密現有內容
journal-about-hold = 保留某段期間收到的內容，不隨到期清除
journal-about-release = 解除一項保留

journal-help-anchor = 存放於別處的錨點檔案。可重複指定。
journal-help-output = 將錨點寫入此檔案。未指定時寫到標準輸出。
journal-help-keep-bytes = 從最舊的開始清除，直到剩下不超過此大小：500MB、20GB。
journal-help-unread = 連尚未解碼的內容也一併清除。這些內容會遺失，並計入統計。

journal-status = 原始紀錄
journal-status-totals = { $segments } 個區段，共 { $entries } 筆，{ $size }。
journal-status-period = 收到時間：{ $first } 至 { $last }（UTC）。
journal-status-quarantine = 隔離區中有 { $frames } 筆無法解碼的內容在等待（{ $size }）。
journal-status-head = 雜湊鏈末端
journal-status-encryption = 加密
journal-status-room = 磁碟剩餘 { $free }，其中 { $reserve } 保留不用。
journal-status-failed = 磁碟發生故障：在重新開啟之前不再接收任何內容。
journal-status-recovered = 程式上次沒有正常關閉。已找回先前收下的 { $entries } 筆。
journal-status-torn = 程式中斷時，末端有 { $size } 正在寫入。這些內容從未確認收到，已截除。
journal-status-sources = 各來源（筆數）
journal-status-sourceless = 目前沒有任何來源。
journal-status-behind = { $reader } 還有 { $entries } 筆未讀。
journal-status-holds = 保留中，不隨到期清除
journal-status-hold = { $name }：{ $entries } 筆
journal-encryption-off = 未啟用
journal-encryption-on = 全部以金鑰 { NUMBER($key, useGrouping: "false") } 加密
journal-encryption-mixed = 新內容使用金鑰 { NUMBER($key, useGrouping: "false") }；有 { $segments } 個較舊的區段以其他方式加密或未加密（atalaya journal rekey）
journal-encryption-ending = 新內容不加密；有 { $segments } 個較舊的區段已加密

journal-column-accepted = 收下
journal-column-decoded = 已解碼
journal-column-quarantined = 隔離
journal-column-pending = 待處理

journal-missed-expired = { $organization }，{ $source }：{ $count } 筆依要求在解碼之前清除。
journal-missed-lost = { $organization }，{ $source }：{ $count } 筆因損壞而遺失。
    .remedy = 查看位置：atalaya journal verify。請重新匯入原來的檔案。
journal-missed-unreadable = { $organization }，{ $source }：已解碼的內容中有 { $count } 筆無法讀取：Windows 事件記錄檔已毀損。
    .remedy = 原始內容在到期前仍會保存；若手邊還有原檔，請留存。
journal-missed-unkept = { $organization }，{ $source }：隔離區容納不下 { $count } 筆無法解碼的內容；原始紀錄到期時將一併清除。
    .remedy = 請將目前已能解碼的內容重新解碼，以騰出空間：atalaya journal replay
journal-missed-refused = { $organization }，{ $source }：磁碟已滿期間拒收 { $count } 筆，且未確認收到。
    .remedy = 請騰出空間後重新匯入；已收下的內容不會重複計入。

journal-verify = 原始紀錄查核
journal-verify-totals = { $segments } 個區段、{ $blocks } 個區塊，共 { $entries } 筆，{ $size }。
journal-verify-anchors = 錨點：{ $confirmed } 個相符；{ $expired } 個早於現存內容。
journal-verify-whole = 全部內容與寫入時相同。
journal-verify-faults = 有 { $count } 處與寫入時不同：
journal-verify-torn = 若曾經斷電或程式遭中斷，這就是當時正在寫入、從未確認收到的內容。開啟時會將其截除（atalaya journal status），之後請再查核一次。若非如此，即為損壞。
journal-verify-damaged = 請先保持資料夾原狀並複製到別處，再做其他事。請與備份比對，並取回上列檔案。未損壞的部分仍可讀取，遺失的部分會依來源計數。

journal-fault-anchor = 第 { NUMBER($entry, useGrouping: "false") } 筆的錨點：{ $damage }
journal-fault = { $file }，第 { NUMBER($position, useGrouping: "false") } 位元組：{ $damage }
journal-damage-missing = 檔案遺失
journal-damage-foreign = 不屬於這裡
journal-damage-segment-header = 區段標頭已損壞
journal-damage-segment-place = 區段屬於其他位置，或屬於另一份原始紀錄
journal-damage-block-header = 區塊標頭已損壞
journal-damage-block-body = 區塊內容已損壞
journal-damage-offset = 區塊與前一個不相接：有區塊遺失、重複或對調
journal-damage-chain = 此處之前的雜湊鏈已中斷
journal-damage-sequence = 此處之前，編號 { $source } 的來源有紀錄遺失或重複
journal-damage-tail = 最後一個完整區塊之後還有 { $bytes } 位元組
journal-damage-cut = 末端遺失：{ $missing } 筆已確認收到的內容
journal-damage-anchor = 歷史與錨點不符
journal-damage-signature = 並非以此原始紀錄的金鑰簽章
journal-damage-document = 文件已損壞
journal-damage-key-missing = 未提供金鑰 { NUMBER($key, useGrouping: "false") }
journal-damage-key-wrong = 金鑰 { NUMBER($key, useGrouping: "false") } 不是加密時所用的金鑰
journal-damage-tally = 編號 { $source } 的來源總數不平衡：待處理 { $counted } 筆，但總數顯示 { $said } 筆
journal-damage-unreadable = 無法讀取（{ $reason }）

journal-anchor-written = 錨點已寫入 { $file }。
    .remedy = 請將其帶到別處：交給夥伴中心、印在紙上，或存到另一台機器。留在這個磁碟上能證明的很少。

journal-expire = 原始紀錄清除的內容
journal-expire-nothing = 沒有清除：沒有整個區段夠舊，或舊的內容仍有需要。
journal-expire-went = { $segments } 個區段，共 { $entries } 筆，{ $size }。
journal-expire-unread = 其中 { $entries } 筆尚未解碼，已經遺失。
journal-expire-held = 下一個區段由 { $name } 保留。
    .remedy = 不再需要時：atalaya journal release { $name }
journal-expire-pending = 下一個區段有尚未解碼的內容。
    .remedy = 開啟資料湖時會解碼：atalaya lake status。若要捨棄：--unread。
journal-expire-reader = { $name } 尚未讀完下一個區段。
    .remedy = 若仍要清除：--unread。

journal-rekeyed = 已將 { $segments } 個區段以金鑰 { NUMBER($key, useGrouping: "false") } 重新寫入，{ $size }。
    .remedy = 資料湖有自己的檔案：atalaya lake rekey。兩者都完成之前請保留舊金鑰。
journal-rekeyed-findings = 紀錄簿中的 { $count } 筆偵測結果也已重寫。
journal-decrypted = 已將 { $segments } 個區段以不加密方式重新寫入，{ $size }。
    .remedy = 資料湖有自己的檔案：atalaya lake rekey --decrypt。兩者都完成之前請保留金鑰。
journal-rekey-left = 有 { $segments } 個區段無法讀取，維持原狀：
    .remedy = 請保留舊金鑰，並查看所有問題：atalaya journal verify
journal-hold-made = { $name } 保留 { $entries } 筆，不隨到期清除。
journal-hold-goes-on = 今後收到的內容也一併保留。

journal-fail-anchor = { $path } 裡沒有錨點。
    .remedy = 錨點是 atalaya journal anchor 寫出的內容，不可更動。
journal-fail-io = 無法寫入或讀取原始紀錄：{ $reason }。
    .remedy = 請檢查磁碟及其空間：atalaya doctor
journal-fail-disk = 寫入原始紀錄時磁碟發生故障：{ $reason }。
    .remedy = 請檢查磁碟。已確認收到的內容沒有遺失；下一個指令會重新開啟。
journal-fail-damaged = 原始紀錄已損壞。{ $fault }
    .remedy = 未做任何變更。請先將資料夾複製到別處，再查看所有問題：atalaya journal verify
journal-fail-state-missing = 原始紀錄的區段還在，但狀態檔 state.json 遺失。
    .remedy = 請從備份取回 state.json 或 state.copy.json。未做任何變更。
journal-fail-state-damaged = 原始紀錄的狀態檔 state.json 及其副本都已損壞。
    .remedy = 請從備份取回其中一個。未做任何變更。
journal-fail-mark = 記錄重新解碼進度的 replay.json 已損壞。
    .remedy = 請從備份取回。若沒有備份，請將該檔案移到別處：若先前的 atalaya journal replay 曾中斷，其中部分事件紀錄可能會重複儲存。
journal-fail-signing-key = 原始紀錄的簽章金鑰 keys/signing.key 遺失或已損壞。
    .remedy = 請從備份取回。未做任何變更。
journal-fail-format = 原始紀錄由較新版本的程式寫入（格式 { $format }）。
    .remedy = 請使用該版本。
journal-fail-key-missing = 讀取儲存的內容需要金鑰 { NUMBER($key, useGrouping: "false") }，但未提供。
    .remedy = 請提供加密時用過的所有金鑰：--keys 檔案。
journal-fail-key-wrong = 金鑰 { NUMBER($key, useGrouping: "false") } 不是儲存內容加密時所用的金鑰。
    .remedy = 請找出正確的金鑰檔案：--keys 檔案。
journal-fail-expired = 所要求的內容已到期清除。
journal-fail-name = 這不是名稱：空白、過長，或含有控制字元。
journal-fail-full = 無法再增加：名稱數量已達上限。
journal-fail-unknown = 沒有這個名稱。
journal-fail-hold-empty = 該期間沒有收到任何內容。
    .remedy = 若要保留全部，請省略 --since 與 --until。
journal-fail-hold-exists = 已有名為 { $name } 的保留。
    .remedy = 請換一個名稱，或先解除：atalaya journal release { $name }

journal-replay = 目前已能解碼的內容
journal-replay-nothing = 隔離區中沒有等待的內容。
journal-replay-decoded = 已解碼 { $entries } 筆，產生 { $events } 筆事件紀錄。
journal-replay-still = 有 { $entries } 筆仍無法解碼，留在隔離區。
journal-replay-stopped = 已中止。再次執行相同的指令，即可從中斷處繼續。

journal-recognition = 類型不明的事件紀錄
journal-recognition-nothing = 沒有這樣的事件紀錄。
journal-recognition-looked = 已重新檢視 { $events } 筆事件紀錄。
journal-recognition-recognised = { $events ->
    [0] 其中沒有任何一筆屬於已知的類型。
   *[other] 其中 { $events } 筆目前已屬於已知的類型，並已移入該類型的資料表：
}
journal-recognition-kind = { $kind }：{ $events } 筆
journal-recognition-beyond = 另有 { $events } 筆屬於其他類型。
journal-recognition-unknown = { $events } 筆留在原處：仍沒有類型能辨識。
journal-recognition-gone = { $events } 筆留在原處，因為已無法讀取解碼前的內容：原始紀錄已清除，或是來自隔離區。
journal-recognition-held = { $events } 筆留在原處，因為有一項保留涵蓋這些內容，而移入該類型的資料表後便不再涵蓋。
    .remedy = 查看各項保留：atalaya lake status。請對該機關（構）設定不含 --kind 的保留，再重新執行。

# 原始紀錄與資料湖的長時間作業：進度，以及中止時的說明。

upkeep-progress-tables = 已完成 { $done } / { $all } 個資料表，讀取 { $size }
upkeep-progress-segments = 已完成 { $done } / { $all } 個區段，讀取 { $size }
upkeep-progress-files = 已完成 { $done } 個檔案，讀取 { $size }

upkeep-stopped-tables = 作業已中止，{ $all } 個資料表中完成了 { $done } 個。已完成的部分會保留。
    .remedy = 再次執行相同的指令，即可繼續處理其餘部分。
upkeep-stopped-segments = 作業已中止，{ $all } 個區段中完成了 { $done } 個。已完成的部分會保留。
    .remedy = 再次執行相同的指令，即可繼續處理其餘部分。在此之前請保留舊金鑰。
upkeep-stopped-files = 作業已中止，完成了 { $done } 個檔案。已完成的部分會保留。
    .remedy = 再次執行相同的指令，即可繼續處理其餘部分。在此之前請保留舊金鑰。
upkeep-unread-tables = 查核已中止，{ $all } 個資料表中完成了 { $done } 個。其餘部分是否與寫入時相同，尚不得而知。
    .remedy = 再次執行相同的指令，會從頭查核。
upkeep-unread-segments = 查核已中止，{ $all } 個區段中完成了 { $done } 個。其餘部分是否與寫入時相同，尚不得而知。
    .remedy = 再次執行相同的指令，會從頭查核。
upkeep-unwritten = 匯出已中止，{ $all } 個資料表中完成了 { $done } 個；已寫出的內容都已移除。
    .remedy = 再次執行相同的指令，會從頭匯出。

# 一筆日誌無法讀取的原因。該筆資料會保留並計數，日後可以重新讀取。

malformed-syntax = 從第 { NUMBER($byte, useGrouping: "false") } 個位元組起不符合其格式。
    .remedy = 請查看檔案中的這筆資料。若已截斷或損毀，請從產生日誌的主機重新取得。
malformed-depth = 內容的巢狀層數過深。
    .remedy = 正常的日誌不會有這麼多層。請確認這筆資料是由哪個程式寫入。
malformed-fields = 欄位數量超過單筆資料的上限。
    .remedy = 請確認是否有多筆資料被併成一筆，並以每行一筆的方式重新匯出日誌。
malformed-paths = 欄位名稱不斷變動，數量超過可記錄的上限。
    .remedy = 請確認日誌是否把識別碼之類的值寫在欄位名稱的位置。
malformed-text = 文字內容超過單筆資料的上限。
    .remedy = 請確認是否有整個檔案或記憶體傾印被寫進日誌。
malformed-length = 長度超過單筆資料的上限。
    .remedy = 請確認匯出日誌時，各筆資料之間的換行是否遺失。
malformed-columns = 值的數量與標頭的欄位數量不一致。
    .remedy = 請確認整個檔案使用相同的分隔符號與引號。

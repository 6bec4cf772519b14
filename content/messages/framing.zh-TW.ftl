# 資料流的部分內容未產生紀錄的原因。

framing-oversize = 單筆紀錄超過長度上限，已略過
framing-truncated = 輸入在紀錄中途結束
    .remedy = 請待檔案寫入完成後，從原處重新複製。
framing-syntax = 此部分與其餘內容的格式不符，已略過
framing-quote = 引號未關閉；自此處起逐行讀取為紀錄
framing-columns = 欄位名稱列之前已有資料列，缺少欄位名稱便無法讀取
    .remedy = 請提供包含標頭的完整檔案。
framing-header-long = 標頭的欄位數超過單筆紀錄的上限
framing-evtx-header = 事件記錄檔的標頭已損毀；其中的紀錄仍已讀取
framing-evtx-chunk-short = 事件記錄檔的部分內容不完整；完整的紀錄已讀取
framing-evtx-gap = 事件記錄檔的部分內容不含事件資料，已略過

# 由運作中的中心執行的指令。

local-fail-words = 這裡有中心正在運作，無法把此指令交給它：指令的文字不是 UTF-8，或目前的資料夾已不存在。
    .remedy = 請切換到存在的資料夾，並以 UTF-8 重新輸入指令。
local-fail-broken = 這裡運作的中心中斷了回應。
    .remedy = 請再執行一次指令；沒有中心運作時，指令會直接處理資料目錄。
local-fail-busy = 中心已在執行 { $limit } 個指令。
    .remedy = 請等其中一個結束後再執行指令。
local-fail-not-here = 這裡有中心正在運作，運作期間不執行此指令。
    .remedy = 請先結束中心，再執行一次指令。
local-fail-fault = 執行此指令時程式發生錯誤；中心仍繼續運作。
    .remedy = 請回報此問題，並附上該指令。

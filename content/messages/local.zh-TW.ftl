# 由運作中的中心執行的命令。

local-fail-words = 這裡有中心正在運作，無法把此命令交給它：命令的文字不是 UTF-8，或目前的資料夾已不存在。
local-fail-broken = 在此運作的中心中斷了回應。
    .remedy = 請再下一次命令；沒有中心運作時，命令會直接處理資料目錄。
local-fail-busy = 中心已在執行 { $limit } 個命令。
    .remedy = 請等其中一個結束後再下命令。
local-fail-not-here = 這裡有中心正在運作，運作期間不執行此命令。
    .remedy = 請先結束中心，再下一次命令。

# 執行中的中心改依檔案目前的內容運作。

reload-about = 讓執行中的中心重新讀取設定、規則與日誌種類，不中斷任何連線
reload-taken = 中心改用 { $rules } 條規則：新增 { $new } 條、變更 { $changed } 條、移除 { $gone } 條。期間收到的內容會保存下來，並以這些規則判斷。
reload-kinds = 日誌種類已變更：此後收到的內容依新的種類辨識。
reload-at-start = 以下設定已變更，但要等中心重新啟動才生效：{ $settings }。
reload-done = 新設定已生效：共 { $rules } 條規則進行判斷。
reload-waits = 中心會接收並保存收到的內容，但在問題排除之前不做任何判斷；每秒重試一次。
reload-fail-none = { $folder } 上沒有執行中的中心。
    .remedy = 下次啟動時（atalaya serve）便會依檔案內容運作。
reload-fail-kept = 沒有任何變更：中心照舊運作。
reload-fail-busy = 中心正在套用新的設定。
    .remedy = 請幾秒後再試。
reload-fail-blocked = 中心目前無法儲存或記錄，必須先完成進行中的工作。
    .remedy = 請查看 atalaya doctor 以及中心最後顯示的訊息。
reload-fail-kinds = 未套用新的日誌種類：等待中的內容有一部分已用舊的種類開始解碼。中心照舊運作。
    .remedy = 等 atalaya sources 顯示沒有等待中的內容後再試一次。

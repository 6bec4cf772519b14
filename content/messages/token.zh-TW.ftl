# 來源的權杖。

token-about = 為以 http 接收的來源產生權杖
token-fail-chance = 系統無法提供亂數。
    .remedy = 請再試一次；若持續發生，請檢查系統的 /dev/urandom。
token-for-sender = 給傳送端：
token-for-settings = 寫入設定檔中的來源：
token-once = 權杖只顯示這一次，不會保存在任何地方。

# content/kinds 檔案中的問題。
schema-yaml = 這不是 YAML：{ $reason }
    .remedy = 請修正檔案的這個位置。
schema-key-missing = 缺少鍵「{ $key }」。
    .remedy = 請補上；content/kinds/README.md 說明其意義。
schema-key-unknown = 鍵「{ $key }」在此沒有意義，已略過。
    .remedy = 可用的鍵請參閱 content/kinds/README.md。
schema-value-wrong = 「{ $key }」的值無法使用。
    .remedy = 此處可用的內容請參閱 content/kinds/README.md。
schema-word-unknown = 「{ $key }」不認得「{ $word }」這個詞。
    .remedy = 可用的詞請參閱 content/kinds/README.md。
schema-name-twice = 「{ $name }」宣告了兩次，第二個不採用。
    .remedy = 請將其中一個改名或移除。
schema-family-unknown = 沒有名為「{ $family }」的家族。
    .remedy = 請在 content/kinds/families 中宣告，或為該類型加上自己的方言。
schema-too-many = 「{ $name }」的數量超過上限。
    .remedy = 請拆分或縮短。
schema-pattern = 「{ $path }」的樣式無法使用：{ $reason }
    .remedy = 請修正；樣式的寫法見 content/kinds/README.md。
schema-remedy-unknown = 訊息目錄中沒有「{ $id }」這項補救說明。
    .remedy = 請以所有語言加入訊息目錄。

schema-address-country = 無從得知位址屬於哪個國家。
    .remedy = 請以 --addresses 指定 MaxMind DB 格式的國家對照表：DB-IP 與 IPinfo 提供免費下載（DB-IP IP to Country Lite、IPinfo Lite），MaxMind 需先註冊帳號（GeoLite2 Country）。
schema-address-network = 無從得知位址屬於哪個網路。
    .remedy = 請以 --addresses 指定 MaxMind DB 格式的自治系統對照表：DB-IP 與 IPinfo 提供免費下載（DB-IP IP to ASN Lite、IPinfo Lite），MaxMind 需先註冊帳號（GeoLite2 ASN）。

# 如何讓規則需要的欄位出現。
remedy-windows-4688-command-line = 處理程序建立事件紀錄（4688）沒有命令列。
    .remedy = 請啟用原則「在處理程序建立事件中包含命令列」（電腦設定 › 系統管理範本 › 系統 › 稽核處理程序建立）。
remedy-windows-4688-parent-image = 處理程序建立事件紀錄（4688）沒有父處理程序名稱；Windows 10 與 Server 2016 起才會寫入。
    .remedy = 較舊的電腦請安裝 Sysmon。
remedy-windows-4688-sysmon = 處理程序建立事件紀錄（4688）不會有這個欄位。
    .remedy = 請安裝 Sysmon 以取得此欄位。
remedy-windows-connection-sysmon = 篩選平台允許的連線（5156）不會有這個欄位。
    .remedy = 請安裝 Sysmon 並記錄其事件 3。
remedy-windows-powershell-script-block = PowerShell 沒有寫入指令碼區塊（4104）。
    .remedy = 請啟用原則「開啟 PowerShell 指令碼區塊記錄」（電腦設定 › 系統管理範本 › Windows 元件 › Windows PowerShell）。
remedy-windows-powershell-module = PowerShell 沒有寫入模組活動（4103）。
    .remedy = 請啟用原則「開啟模組記錄」，模組名稱填 *（電腦設定 › 系統管理範本 › Windows 元件 › Windows PowerShell）。
remedy-windows-sysmon-hashes = Sysmon 沒有寫入該雜湊值。
    .remedy = 請在其設定中加入 <HashAlgorithms>md5,sha256,IMPHASH</HashAlgorithms>。

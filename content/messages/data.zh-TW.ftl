# 資料目錄：使用資料目錄的指令所共用的文字。

data-help-data = 資料目錄。未指定時為目前資料夾下的 atalaya-data。
data-help-keys = 加密資料目錄的金鑰檔案。未指定時使用 ATALAYA_KEYS 的內容，或 systemd 憑證 atalaya-keys。
data-help-organization = 只限此機關（構）。
data-help-organization-held = 要保留其事件紀錄的機關（構）。必填。
data-help-kind = 只限此日誌類型。
data-help-since = 只限此時間起：2024-05-01、2024-05-01 10:30 或 2024-05-01T10:30:00Z（未標示時區時為 UTC）。
data-help-until = 只限到此時間為止；只寫日期時，算到當日結束。
data-help-before = 早於此時間的內容可以清除：2024-05-01 或 2024-05-01T10:30:00Z。
data-help-older-than = 比這段時間更舊的內容可以清除：90d、12h、2w、1y。
data-help-decrypt = 全部改為不加密寫入。讀取現有內容仍需要金鑰。
data-help-hold = 保留的名稱，例如案件編號。

data-value-name = 名稱
data-value-span = 期間
data-value-bytes = 大小

data-error-span = { $flag } 不能是 { $value }：這不是一段時間。
    .remedy = 請寫整數加單位：90d（天）、12h（小時）、2w（週）、1y（年）。
data-error-bytes = { $flag } 不能是 { $value }：這不是位元組數量。
    .remedy = 請寫整數，可加單位：500MB、20GB。
data-error-expiry = 沒有說明哪些內容可以清除。
    .remedy = 請指定下列其中一項：{ $flags }
data-error-before = --before 與 --older-than 不能同時使用。
    .remedy = 請省略其中一個。

data-fail-nothing = { $folder } 裡沒有資料。
    .remedy = 請以 --data 指定資料目錄，或先匯入日誌：atalaya import 日誌 --organization 名稱 --source 名稱
data-fail-locked-by = 資料目錄 { $folder } 正由程序 { $process } 使用。
    .remedy = 請等待該程序結束，或將其結束：kill { $process }
data-fail-locked = 資料目錄 { $folder } 正由另一個程序使用。
    .remedy = 請等待該程序結束。
data-fail-folder = 無法使用資料目錄 { $folder }：{ $reason }。
    .remedy = 請選擇可寫入的資料夾，或以該資料夾擁有者的身分執行程式。
data-fail-keyless = 儲存的內容已加密，但沒有提供金鑰。
    .remedy = 請指定金鑰檔案：--keys 檔案。若要改為不加密，請提供金鑰並執行 atalaya journal rekey --decrypt 與 atalaya lake rekey --decrypt。
data-fail-no-keys = 沒有提供金鑰。
    .remedy = 請指定金鑰檔案：--keys 檔案。每行一把金鑰，寫其編號與 64 個十六進位數字；最後一行是今後寫入所用的金鑰。
data-fail-keys-line = { $place }：第 { $line } 行不是金鑰。
    .remedy = 每行是金鑰編號與 64 個小寫十六進位數字。
data-fail-keys-repeated = { $place }：第 { $line } 行的編號與另一把金鑰重複。
    .remedy = 請讓每把金鑰有自己的編號。
data-fail-keys-empty = { $place }：裡面沒有金鑰。
    .remedy = 請每行寫一把金鑰：編號與 64 個十六進位數字。
data-fail-keys-large = { $place }：金鑰數量超過可讀取的上限。
    .remedy = 請移除已不再用於加密的金鑰。
data-fail-keys-unreadable = { $place }：無法讀取金鑰。
    .remedy = 請確認檔案存在，且您有讀取權限。
data-fail-hold = 沒有名為 { $name } 的保留。
    .remedy = 可用 atalaya journal status 與 atalaya lake status 查看保留。
data-fail-journal-missing = 原始紀錄遺失，但資料湖或已匯入檔案的紀錄仍在。
    .remedy = 請從備份取回 journal 資料夾。若沒有備份，atalaya hunt 與 atalaya lake export 仍可使用；新的日誌請存入另一個資料目錄：--data 資料夾
data-fail-journal-behind = 原始紀錄比資料湖舊，或來自別處：資料湖中有些事件紀錄所屬的內容不在其中。
    .remedy = 請從備份取回同一時間的原始紀錄與資料湖。若沒有備份，atalaya hunt 與 atalaya lake export 仍可使用；新的日誌請存入另一個資料目錄：--data 資料夾
data-fail-kinds = 等待中的內容先前已開始以其他日誌類型存入，改用目前的類型可能會重複存入。
    .remedy = 請再提供一次先前的 --kinds，先前沒有則不要提供；若剛升級，請先用舊版本執行一次：atalaya doctor。不再有等待的內容之後，即可使用其他類型。
data-fail-ahead = 資料湖中已有部分事件紀錄，其內容在原始紀錄中尚未計為已解碼，例如程式異常中止之後。這些並非未讀。
    .remedy = 請先讓這些內容計入：atalaya doctor；若有自己的日誌類型，請一併提供 --kinds。
data-left-waiting = 已收到但尚未解碼的內容不在此處，仍保存在原始紀錄中；其他一切照常。
    .remedy = 請先排除上述問題，再執行 atalaya lake status：等待中的內容就會解碼並存入資料湖。
data-left-lake = 只開啟了資料湖。其中的內容完整；尚未解碼的內容不在此處。

data-column-organization = 機關（構）
data-column-source = 來源
data-released = 保留 { $name } 已解除，其內容可以到期清除。

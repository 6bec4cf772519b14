# 威脅獵捕：對已保存的資料使用關鍵字、SQL 與規則。

hunt-about = 搜尋已保存的資料：使用關鍵字、SQL 或規則
hunt-value-question = 關鍵字或SQL
hunt-value-output = 格式或檔案
hunt-help-question = 搜尋的關鍵字，例如：powershell host:dc01 -user:SYSTEM "two words"；或以 SELECT 開頭的 SQL 查詢。兩者都請放在單引號內。在 -- 之後，關鍵字可以用連字號開頭。
hunt-help-last = 只看到目前為止的這段時間：30m、24h、7d、4w。
hunt-help-output = 結果的格式：table、csv、json；或依副檔名決定的檔案：.csv、.jsonl、.parquet；或兩者：parquet:檔案。搭配 --rule 時：偵測結果（.jsonl）、報告（.html）、時間軸（.csv）以及 scan 的其他檔案。預設：table。
hunt-help-rule = 要套用的 Sigma 規則：檔案、資料夾，或程式內附規則的識別碼、名稱或標題。可重複使用。
hunt-help-limit = 結果的列數。預設：10,000；寫入檔案時為全部。
hunt-help-timeout = 最長執行時間：90s、10m。預設：一分鐘；搭配 --rule 時每種日誌類型一天。
hunt-help-memory = 排序與統計可使用的記憶體：512MB、2GB。預設：256 MiB。
hunt-help-explain = 不顯示結果，改為顯示如何取得結果以及會讀取哪些檔案。

hunt-error-nothing = 未指定要搜尋的內容。
    .remedy = 請輸入關鍵字或 SQL，例如：atalaya hunt 'powershell host:dc01'；或以 --rule 指定規則。
hunt-error-both = 同時指定了關鍵字或 SQL 與 --rule。
    .remedy = 請分開執行。
hunt-error-output = { $value } 不是已知的結果格式。
    .remedy = 可用的格式：{ $formats }；或副檔名為 .csv、.json、.jsonl、.ndjson、.parquet 或 .txt 的檔案；或格式加檔案：parquet:檔案。
hunt-error-parquet = Parquet 只能寫入檔案。
    .remedy = 請指定檔案：--output parquet:檔案。
hunt-error-limit = { $value } 不是 1 到 { $limit } 之間的列數。

hunt-organization = 沒有保存名為 { $name } 的機關（構）的資料。
    .remedy = atalaya lake status 會列出各機關（構）。
hunt-organization-near = 沒有保存名為 { $name } 的機關（構）的資料。您是指：{ $near }？
    .remedy = atalaya lake status 會列出各機關（構）。

hunt-period-length = { $value } 不是時間長度。
    .remedy = 請輸入數字與單位：30m、24h、7d、4w、1y。
hunt-period-time = { $value } 不是時間點。
    .remedy = 請寫成 2024-05-01 或 2024-05-01T10:30，以 UTC 解讀。
hunt-period-place = last:、since: 與 until: 所在的位置只會限制搜尋的一部分。
    .remedy = 請寫在括號、OR 與 NOT 之外，或使用 --last、--since 與 --until。
hunt-period-order = 這段期間的結束早於開始。

hunt-words-long = 搜尋內容超過 { $limit } 位元組。
hunt-words-many = 搜尋內容超過 { $limit } 個關鍵字。
hunt-words-deep = 括號與否定的巢狀層數超過 { $limit }。
hunt-words-kinds = 搜尋所用的欄位屬於超過 { $limit } 種日誌類型。
    .remedy = 請使用較少日誌類型才有的欄位。
hunt-words-quote = 第 { $at } 個字元的引號沒有結尾。
    .remedy = 請加上結尾的引號；引號內的引號要寫兩次。
hunt-words-parenthesis = 第 { $at } 個字元的括號沒有成對。
    .remedy = 若要搜尋括號本身，請將關鍵字放在引號內。
hunt-words-dangling = 第 { $at } 個字元的 { $word } 沒有可連接的內容。
    .remedy = 若要搜尋這個詞本身，請放在引號內。
hunt-words-field = 沒有欄位 { $name }。
    .remedy = 若要搜尋含冒號的文字，請放在引號內。查看欄位：atalaya hunt 'SELECT * FROM lake.columns'。
hunt-words-field-near = 沒有欄位 { $name }。您是指：{ $near }？
    .remedy = 若要搜尋含冒號的文字，請放在引號內。查看欄位：atalaya hunt 'SELECT * FROM lake.columns'。
hunt-words-no-value = 欄位 { $field } 沒有值。
    .remedy = 請寫成 { $field }:值，中間不留空白；{ $field }:* 會找出有任何值的事件紀錄。
hunt-words-number = 欄位 { $field } 的內容是數字，{ $value } 不是。
    .remedy = 請寫成 { $field }:443、{ $field }:>1024 或 { $field }:44*。
hunt-words-truth = 欄位 { $field } 只能是 true 或 false，不會是 { $value }。
hunt-words-time = 欄位 { $field } 的內容是時間，{ $value } 不是。
    .remedy = 請寫成 { $field }:>=2024-05-01 或 { $field }:<2024-05-01T10:30。
hunt-words-order = 欄位 { $field } 無法與 { $value } 比較大小：只有數字與時間有順序。
hunt-words-network = 欄位 { $field } 的內容是位址，{ $value } 既不是位址也不是網段。
    .remedy = 請寫成 { $field }:10.0.0.0/8 或 { $field }:2001:db8::/32。
hunt-words-value = 沒有 { $field } 為 { $value } 的資料。
    .remedy = atalaya lake status 會列出機關（構）、種類與來源。
hunt-words-value-near = 沒有 { $field } 為 { $value } 的資料。您是指：{ $near }？
    .remedy = atalaya lake status 會列出機關（構）、種類與來源。
hunt-words-wildcard = { $word } 中的萬用字元需要欄位。
    .remedy = 請寫成 欄位:{ $word }，或分成兩個關鍵字。若要搜尋星號本身，請將關鍵字放在引號內。
hunt-words-long-word = 有一個關鍵字超過 { $limit } 位元組。

hunt-note-small = { $word } 被當作關鍵字搜尋。若要連接關鍵字，請寫成 { $capitals }。
hunt-note-leaves-out = -{ $word } 會排除含有 { $word } 的內容。若要連同連字號一起搜尋，請寫成 "-{ $word }"。
hunt-note-network = { $network } 被當作文字搜尋。若要找出其中的位址，請寫成 ip:{ $network }。

hunt-became = 關鍵字轉換成的 SQL：
hunt-progress = 已讀 { $done } / { $files } 個檔案，檢視 { $rows } 列
hunt-summary = { $rows ->
        [0] 沒有找到任何內容。
       *[other] 共 { $rows } 列。
    }檢視了 { $read } 列，耗時 { $time }。
hunt-cut = 有 { $count } 個值因空間不足而截短。
    .remedy = --output json 與 --output csv 會給出完整的值。
hunt-no-room = 以下欄位因空間不足未顯示：{ $columns }。
    .remedy = 請減少欄位，或使用 --output json。
hunt-value = 結果中有一個值無法顯示：{ $reason }

hunt-sql-syntax = 無法解讀 SQL：{ $reason }
    .remedy = 搜尋關鍵字不需要 SQL：atalaya hunt 'powershell host:dc01'。
hunt-sql-syntax-at = 無法解讀 SQL，位於第 { $line } 行第 { $column } 個字元：{ $reason }
    .remedy = 文字放在 '單引號' 內，欄位名稱放在 "雙引號" 內。
hunt-sql-long = 查詢超過 { $limit } 位元組。
hunt-sql-complex = 查詢的組成部分太多，或巢狀太深。
    .remedy = 請分成幾個步驟查詢。
hunt-sql-no-question = 這不是單一的查詢。
    .remedy = 可以使用 SELECT、WITH、EXPLAIN、DESCRIBE 與 SHOW TABLES，一次一個。無法寫入或變更任何資料。
hunt-sql-column = 沒有欄位 { $name }。
    .remedy = DESCRIBE 加上日誌類型名稱會列出其欄位。文字放在 '單引號' 內。
hunt-sql-column-near = 沒有欄位 { $name }。您是指：{ $near }？
    .remedy = DESCRIBE 加上日誌類型名稱會列出其欄位。文字放在 '單引號' 內。
hunt-sql-column-kinds = 這裡沒有欄位 { $name }。它位於：{ $places }
    .remedy = 請查詢其中一種日誌類型：SELECT * FROM 日誌類型。
hunt-sql-column-near-kinds = 這裡沒有欄位 { $name }。您是指：{ $near }？它們位於：{ $places }
    .remedy = 請查詢其中一種日誌類型：SELECT * FROM 日誌類型。
hunt-sql-table = 沒有日誌類型 { $name }。
    .remedy = SHOW TABLES 會列出現有的日誌類型；events 包含所有日誌類型。
hunt-sql-table-near = 沒有日誌類型 { $name }。您是指：{ $near }？
    .remedy = SHOW TABLES 會列出現有的日誌類型；events 包含所有日誌類型。
hunt-sql-function = 沒有函式 { $name }。
    .remedy = 函式列於 docs/hunt.md。
hunt-sql-function-near = 沒有函式 { $name }。您是指：{ $near }？
    .remedy = 函式列於 docs/hunt.md。
hunt-sql-misplaced = 函式 { $function } 不能用在這裡，或不能使用這些引數。
    .remedy = 用法請見 docs/hunt.md。
hunt-sql-memory = 這個查詢需要超過 { $mebibytes } MiB 的記憶體。
    .remedy = 請縮短時間範圍或減少欄位，或以 --memory 1GB 允許更多。
hunt-sql-time = 查詢在 { $seconds } 秒後停止。在此之前顯示的內容正確，但可能還有更多。
    .remedy = 請縮短時間範圍，或以 --timeout 10m 允許更久。
hunt-sql-rows = 結果超過 { $limit } 列；這裡不是全部。
    .remedy = 請以 --limit 允許更多，或以 --output 將全部寫入檔案。
hunt-sql-cancelled = 搜尋已停止。在此之前顯示的內容正確，但可能還有更多。
hunt-sql-damaged = 資料湖的資料表 { $table } 已損壞，查詢結果不會完整。
    .remedy = 請用 --organization 將它排除，或以 SQL 指名查詢其他種類。查看問題：atalaya lake verify
hunt-sql-division = 查詢中出現除以零。
    .remedy = 請改為除以 nullif(值, 0)：值為 0 時，結果為空。
hunt-sql-value = 有個值不符合查詢的預期（數字、時間或網段）。引擎訊息：{ $reason }
    .remedy = 時間請寫成 '2024-05-01T10:30:00Z'，網段請寫成 '10.0.0.0/8'。try_cast(值 AS INT) 會將不是數字的值留空。
hunt-sql-file-of = 資料表 { $table } 有檔案遺失或損壞，查詢結果不會完整。引擎訊息：{ $reason }
    .remedy = 請先將資料夾複製到別處。列出所有問題：atalaya lake verify
hunt-sql-file = 資料湖有檔案遺失或損壞，查詢結果不會完整。引擎訊息：{ $reason }
    .remedy = 請先將資料夾複製到別處。查明是哪個檔案並列出所有問題：atalaya lake verify
hunt-sql-engine = 無法回答這個查詢：{ $reason }

hunt-rule-unknown = { $rule } 既不是檔案，也不是程式內附的規則。
    .remedy = atalaya rules list 會列出規則。
hunt-rule-correlation = { $rule } 是關聯規則，需要它所連結的規則。
    .remedy = 請指定同時含有它與這些規則的資料夾。
hunt-rule-organizations = 有多個機關（構）的事件紀錄，而規則一次只能套用於一個：{ $organizations }
    .remedy = 請以 --organization 指定。
hunt-rows-damaged = 已保存的 { $kind } 事件紀錄與寫入時不同。
    .remedy = atalaya lake verify 會指出哪些檔案受損。
hunt-rules-asked = 搜尋了哪些內容
hunt-rules-no-kind = 沒有保存這些規則所適用日誌類型的資料。
hunt-column-stored = 已保存
hunt-column-judged = 已判斷

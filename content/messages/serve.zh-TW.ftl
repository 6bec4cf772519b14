# 運作中的中心：設定、接收位址與結果。

serve-about = 啟動中心：接收各來源送來的內容並保存
serve-help-config = 設定檔；未指定時為目前資料夾的 atalaya.toml。

serve-config-at = { $file } 第 { $line } 行：{ $problem }
serve-config-rest = 另有 { $problems } 個問題未列出。
serve-config-large = { $file } 太大，不能作為設定檔。
    .remedy = 最多讀取 1 MiB。
serve-config-utf8 = 這裡不是 UTF-8。
serve-config-syntax = 這裡不是 TOML。
serve-config-none = 沒有設定任何來源。
serve-config-sources = 來源要寫成表格：[[sources]]，其下每項設定一行。
serve-config-many = 來源超過 { $limit } 個。
serve-config-unknown = 這裡沒有 { $name } 這項設定。可用的有：{ $names }。
serve-config-missing = 缺少 { $name } 這項設定。
serve-config-text = { $name } 必須是引號內的文字。
serve-config-protocol = 不認得 { $value }。可用的有：{ $names }。
serve-config-address = { $value } 不是含連接埠的位址，例如 0.0.0.0:514 或 [::]:514。
serve-config-from = from 是網段清單，最多 { $limit } 個：["10.0.0.0/8", "2001:db8::/32"]。
serve-config-network = { $value } 不是網段，例如 10.0.0.0/8 或 2001:db8::/32。
serve-config-zone = 不認得時區 { $value }，例如 Asia/Taipei 或 +08:00。
serve-config-twice = 此機關（構）已有名為 { $name } 的來源。
serve-config-taken = 已有另一個來源在 { $address } 接收。
serve-config-name = { $value } 不能作為機關（構）名稱：作為資料夾名稱太長。
serve-fail-listen = 無法在 { $address } 接收：{ $reason }。
serve-blocked = 在此之前不接收任何內容：暫停讀取各來源，不會丟棄任何內容。
serve-resumed = 中心已恢復接收。
serve-undecoded = 此後收到的內容會保存，但不會解碼：請修正上述問題，再重新啟動中心。
serve-fail-sockets = 系統無法提供網路連線：{ $reason }。

serve-listening = 中心正在接收
serve-inlet = { $address }（{ $protocol }）：{ $organization } 的 { $source }
serve-how-to-end = 以 Ctrl-C 或 SIGTERM 結束：在此之前收到的內容都會保存。
serve-ended = 收到的內容
serve-received = { $source }：{ $messages } 則訊息，{ $size }
serve-unwritten = 已收到但無法保存的訊息：{ $count }
serve-dropped = 系統丟棄的資料包：{ $count }
serve-cut = 過長而被切開的訊息：{ $count }
serve-empty = 空白訊息：{ $count }
serve-crowded = 因連線過多而拒絕的連線：{ $count }
serve-foreign = 來自不得傳送至此的位址的連線與資料包：{ $count }
serve-broken = 違反通訊協定的連線：{ $count }

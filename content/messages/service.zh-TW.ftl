# systemd 服務。

service-about = 由 systemd 執行中心
service-about-install = 寫入權限精簡的單元檔；已有的單元檔保持不變
service-help-print = 顯示單元檔而不寫入
service-help-to = 單元檔的資料夾；預設為 /etc/systemd/system
service-help-config = 設定檔；預設為 /etc/atalaya/atalaya.toml
service-help-data = 存放接收內容的資料夾；預設為 /var/lib/atalaya
service-written = 已寫入 { $file }。
service-next = 使用者 atalaya 必須能讀取 { $settings } 以及其中指定的檔案。接著執行：
service-description = Atalaya 資安監控中心
service-fail-path = { $path } 不能寫入單元檔：含有非文字字元。
    .remedy = 請改用只含可列印字元的 UTF-8 路徑。

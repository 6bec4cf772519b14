# 某類紀錄缺少規則所需欄位時的處理方式。
remedy-linux-auditd-split = Linux 稽核紀錄將程式的參數、路徑與父處理程序分寫於不同紀錄，需要同時比對多項內容的規則無法據此觸發。
    .remedy = 請在這些主機安裝 Sysmon for Linux，或使用能合併同一動作各筆紀錄的稽核代理程式。
remedy-linux-auditd-parent = 稽核紀錄僅以處理程序識別碼表示父處理程序。
    .remedy = 請在這些主機安裝 Sysmon for Linux，以得知程式由何者啟動。

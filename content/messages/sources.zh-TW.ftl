# 各來源送來的內容與其問題。

sources-about = 顯示每個來源送來的內容，以及哪些來源沒有動靜
sources-heading = { $count } 個來源
sources-column-source = 來源
sources-column-received = 已接收
sources-column-latest = 最近一筆（UTC）
sources-column-lost = 遺失
sources-column-state = 狀態
sources-heard = 正常接收
sources-silent = 自 { $since } 起沒有動靜
sources-never = 尚無內容
sources-not-received = 不在此接收
sign-silent = 來源沒有動靜
sign-lossy = 來源送出的內容有遺失
sign-undecoded = 來源送出的內容大多無法解碼
sign-ahead = 來源的時鐘過快

# 除解碼器的說明外，已保存的資料無法解碼的原因。

ingest-reason-header = 與其一併保存的格式與來源資訊無法讀取。
    .remedy = 請檢查原始紀錄（atalaya journal verify）。若其完整無誤，則為較新版本所寫入，請改用該版本。
ingest-reason-columns = 欄位名稱過長，無法與其一併保存。
    .remedy = 請縮短檔案標頭列的欄位名稱，再重新匯入該檔案。
ingest-reason-panic = 解碼器處理時發生錯誤，屬程式本身的缺陷。
    .remedy = 該筆資料已保存，請以較新版本重新處理：atalaya journal replay
ingest-reason-fault = 解碼後的儲存或規則判定發生錯誤，屬程式本身的缺陷。
    .remedy = 該筆資料已保存，請以較新版本重新處理：atalaya journal replay

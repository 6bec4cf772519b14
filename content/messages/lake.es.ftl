# El lago: los eventos en columnas; sus comandos y lo que puede estar mal en él.

lake-about = Cuida los eventos almacenados: cuántos hay, si están completos, compactarlos, borrar lo más antiguo
lake-about-status = Dice qué tablas hay, su tamaño y de qué fechas
lake-about-verify = Lee cada archivo y lo compara con lo que se escribió
lake-about-compact = Hace pocos archivos grandes de muchos pequeños: ocupan menos y se busca más rápido
lake-about-expire = Borra eventos antiguos, salvo los que están bajo resguardo
lake-about-export = Escribe una copia de los eventos en una carpeta
lake-about-hold = Resguarda los eventos de una organización y un período, caduque lo que caduque
lake-about-release = Suelta lo que un resguardo conservaba
lake-about-rekey = Cifra lo que hay con la clave actual

lake-help-output = La carpeta para la copia. Obligatorio.

lake-status = El lago
lake-status-totals = { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} en { $tables ->
    [one] { $tables } tabla
   *[other] { $tables } tablas
}, { $files ->
    [one] { $files } archivo
   *[other] { $files } archivos
}, { $size }.
lake-status-organization = { $organization }
lake-status-small = { $tables ->
    [one] { $tables } tabla tiene
   *[other] { $tables } tablas tienen
} muchos archivos pequeños.
    .remedy = Conviértalos en pocos grandes: atalaya lake compact
lake-status-misfits = { $values ->
    [one] { $values } valor no era
   *[other] { $values } valores no eran
} del tipo que declara el tipo de log; se conservan como texto y no aparecen al comparar números.
lake-status-sources = Fuentes, en eventos
lake-column-size = Tamaño
lake-column-first = Primer día
lake-column-last = Último día
lake-column-stored = Almacenados
lake-column-expired = Caducados

lake-fail-io = No se puede abrir el lago: { $reason }.
    .remedy = Revise el disco y su espacio: atalaya doctor
lake-fail-damaged = La tabla { $table } del lago está dañada.
    .remedy = Primero copie la carpeta a otro lugar. Vea todo lo que está mal: atalaya lake verify
lake-fail-full = El disco está lleno: quedan { $free } libres y { $reserve } se mantienen libres.
    .remedy = Libere espacio o borre eventos antiguos: atalaya lake expire --older-than 365d. No se pierde nada; ejecute otra vez el mismo comando.
lake-fail-read = No se puede leer la tabla { $table } del lago: { $reason }.
    .remedy = Vea todo lo que está mal: atalaya lake verify
lake-fail-write = No se puede escribir la tabla { $table } del lago: { $reason }.
    .remedy = Revise el disco y su espacio: atalaya doctor. No se pierde nada; ejecute otra vez el mismo comando.
lake-fail-conflict = La tabla { $table } del lago cambió entretanto.
    .remedy = Ejecute otra vez el mismo comando.
lake-fail-tables = Ya hay todas las tablas que puede haber: no se puede almacenar otra organización ni otro tipo de log.
    .remedy = Borre tipos que ya no hagan falta: atalaya lake expire --kind TIPO
lake-reason-unknown = los archivos no están como se escribieron

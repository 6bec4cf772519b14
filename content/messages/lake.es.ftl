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
lake-fail-damaged-waiting = La tabla { $table } del lago está dañada y no admite eventos. Lo confirmado está a salvo en el diario y se decodifica en cuanto la tabla vuelva a estar íntegra.
    .remedy = Primero copie la carpeta a otro lugar y recupere la tabla de una copia de seguridad. Vea todo lo que está mal: atalaya lake verify
lake-fail-full = El disco está lleno: quedan { $free } libres y { $reserve } se mantienen libres.
    .remedy = Libere espacio o borre eventos antiguos: atalaya lake expire --older-than 365d. No se pierde nada; ejecute otra vez el mismo comando.
lake-fail-read = No se puede leer la tabla { $table } del lago: { $reason }.
    .remedy = Vea todo lo que está mal: atalaya lake verify
lake-fail-write = No se puede escribir la tabla { $table } del lago: { $reason }.
    .remedy = Revise el disco y su espacio: atalaya doctor. No se pierde nada; ejecute otra vez el mismo comando.
lake-fail-conflict = La tabla { $table } del lago cambió entretanto.
    .remedy = Ejecute otra vez el mismo comando.
lake-fail-tables = Ya hay todas las tablas que puede haber: no se puede almacenar otra organización ni otro tipo de log.
    .remedy = Use otro directorio de datos para lo nuevo.
lake-fail-name = El nombre de la organización o de un tipo de log es demasiado largo, o es el de los canarios del propio centro.
    .remedy = Use otro: 64 letras siempre caben.
lake-reason-unknown = los archivos no están como se escribieron
lake-keys-off = Lo que se escriba desde ahora no se cifra.
lake-keys-on = Lo que se escriba desde ahora se cifra con la clave { NUMBER($key, useGrouping: "false") }.
lake-keys-needed = { $files ->
    [one] { $files } archivo necesita
   *[other] { $files } archivos necesitan
} la clave { NUMBER($key, useGrouping: "false") }.
lake-keys-plain = { $files ->
    [one] { $files } archivo no necesita
   *[other] { $files } archivos no necesitan
} ninguna clave.
lake-status-holds = Bajo resguardo, caduque lo que caduque
lake-column-hold = Resguardo
lake-fail-nothing-of = No hay eventos de { $names }.
    .remedy = Los nombres se ven con: atalaya lake status
lake-fail-hold-exists = Ya existe un resguardo { $name }.
    .remedy = Elija otro nombre o suéltelo primero: atalaya lake release { $name }
lake-fail-holds = La lista de resguardos, lake/holds.json, está dañada o falta. Mientras no se recupere, nada caduca.
    .remedy = Recupérela de un respaldo.

lake-compact = Compactación
lake-compact-nothing = No hay nada que hacer: los archivos son pocos y grandes.
lake-compact-done = { $tables ->
    [one] En { $tables } tabla
   *[other] En { $tables } tablas
}, { $before } archivos pasaron a ser { $after } y { $size } pasaron a ser { $smaller }.
lake-removed = { $files ->
    [one] Se eliminó { $files } archivo que ya no hace falta
   *[other] Se eliminaron { $files } archivos que ya no hacen falta
}, { $size }.
lake-expire = Eventos anteriores al { $before } UTC
lake-expire-nothing = No se borró nada: no hay días enteros tan antiguos o están bajo resguardo.
lake-expire-went = Se borraron { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} en { $files ->
    [one] { $files } archivo, { $size }.
   *[other] { $files } archivos, { $size }.
}
lake-expire-held = { $events ->
    [one] { $events } evento se conserva
   *[other] { $events } eventos se conservan
} por el resguardo { $name }.
    .remedy = Cuando ya no hagan falta: atalaya lake release { $name }
lake-hold-made = { $name } resguarda eventos de { $organization }, caduque lo que caduque.
lake-rekeyed = Se { $files ->
    [one] escribió de nuevo { $files } archivo.
   *[other] escribieron de nuevo { $files } archivos.
}
    .remedy = El diario tiene sus propios archivos: atalaya journal rekey. Guarde las claves anteriores hasta terminar ambos.

lake-verify = El lago, leído y comparado
lake-verify-totals = { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} en { $files ->
    [one] { $files } archivo
   *[other] { $files } archivos
} de { $tables ->
    [one] { $tables } tabla
   *[other] { $tables } tablas
}, { $size }.
lake-verify-replaced = { $files ->
    [one] { $files } archivo ya no hace falta
   *[other] { $files } archivos ya no hacen falta
}, porque otros ocupan su lugar.
    .remedy = Los elimina: atalaya lake compact
lake-verify-strangers = { $files ->
    [one] { $files } archivo no pertenece
   *[other] { $files } archivos no pertenecen
} a ninguna tabla: quedó de una interrupción o alguien lo puso ahí.
    .remedy = Los elimina: atalaya lake compact
lake-verify-damaged = Deje la carpeta como está y cópiela a otro lugar antes de hacer cualquier otra cosa. Recupere de un respaldo los archivos mencionados. Lo que el diario todavía conserva también se puede importar en otro directorio de datos.
lake-passed-over = { $tables ->
    [one] Se omitió una tabla porque está dañada:
   *[other] Se omitieron { $tables } tablas porque están dañadas:
}
lake-damaged = La tabla { $table } está dañada: { $fault }.
    .remedy = Primero copie la carpeta a otro lugar y recupere la tabla de una copia de seguridad. Entretanto se pueden usar las demás tablas. Todo lo que está mal: atalaya lake verify
lake-fault = { $file }: { $wrong }
lake-wrong-missing = falta el archivo
lake-wrong-size = tiene { $found } bytes en lugar de { $expected }
lake-wrong-digest = su contenido no es el que se escribió
lake-wrong-unreadable = no se puede leer
lake-wrong-unchained = la cadena de hashes del registro de la tabla está rota antes de este lugar
lake-wrong-differs = dice algo distinto de lo que se sabe de la tabla
lake-wrong-repeated = contiene { $events ->
    [one] { $events } evento repetido
   *[other] { $events } eventos repetidos
}
lake-exported = { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} en { $files ->
    [one] { $files } archivo
   *[other] { $files } archivos
} ({ $size }) están en { $folder }, sin cifrado.
    .remedy = Ahí manifest.json tiene el SHA-256 de cada archivo; los abre cualquier programa que lea Parquet.
lake-fail-export-used = { $folder } ya contiene algo.
    .remedy = Indique una carpeta que aún no exista o que esté vacía.
lake-fail-export = No se puede escribir la copia en { $path }: { $reason }.
    .remedy = Elija una carpeta en la que pueda escribir y que tenga espacio. Lo que haya en la carpeta no está completo.

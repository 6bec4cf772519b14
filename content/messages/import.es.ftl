# Importar logs: al diario, y de ahí al lago.

import-about = Guarda logs: a salvo en el disco, listos para buscar y cada evento una sola vez
import-help-organization = De quién son los logs. Obligatorio.
import-help-source = De dónde vienen, por ejemplo fw-01 o domain-controllers. Obligatorio.
import-help-acknowledged = Escribe en este archivo una línea por cada lote que ya está a salvo en el disco; - es la salida estándar.
import-error-stdout = --json y --acknowledged - escribirían los dos en la salida estándar.
    .remedy = Indique un archivo para lo confirmado.

import-progress = { $size }, { $rate } entradas/s, { $entries } a salvo
import-taken = Lo que se tomó
import-left-over = Primero se { $entries ->
    [one] decodificó { $entries } entrada que una ejecución anterior había dejado pendiente.
   *[other] decodificaron { $entries } entradas que una ejecución anterior había dejado pendientes.
}
import-record-damaged = { $lines ->
    [one] { $lines } línea del registro de archivos importados está dañada o falta
   *[other] { $lines } líneas del registro de archivos importados están dañadas o faltan
}: los archivos que ya no conoce se tomaron de nuevo.
    .remedy = Vea qué más está dañado: atalaya journal verify
import-totals = { $entries ->
    [one] { $entries } entrada
   *[other] { $entries } entradas
} ({ $size }) de { $inputs ->
    [one] { $inputs } archivo
   *[other] { $inputs } archivos
}, para { $organization }, de la fuente { $source }. Están a salvo en el disco.
import-known = { $inputs ->
    [one] { $inputs } archivo ya se había importado
   *[other] { $inputs } archivos ya se habían importado
} con el mismo contenido: no se tomó nada de nuevo.
import-resumed = { $inputs ->
    [one] { $inputs } archivo ya se había importado
   *[other] { $inputs } archivos ya se habían importado
} en parte: las { $entries } entradas que ya estaban no se tomaron de nuevo.
import-stored = Qué pasó con ello
import-decoded = Se { $entries ->
    [one] decodificó { $entries } entrada
   *[other] decodificaron { $entries } entradas
}; { $events ->
    [one] { $events } evento está almacenado y se puede buscar.
   *[other] { $events } eventos están almacenados y se pueden buscar.
}
import-quarantined = { $entries ->
    [one] { $entries } entrada no se pudo decodificar. Se conserva
   *[other] { $entries } entradas no se pudieron decodificar. Se conservan
} en la cuarentena.
import-unreadable = No se { $records ->
    [one] pudo leer { $records } registro
   *[other] pudieron leer { $records } registros
} de logs de eventos de Windows, junto a otros que sí.
import-without-time = { $events ->
    [one] { $events } evento no tiene una hora legible; quedó
   *[other] { $events } eventos no tienen una hora legible; quedaron
} en el día de recepción.
import-recoded = { $entries ->
    [one] { $entries } entrada no estaba en UTF-8 y se leyó
   *[other] { $entries } entradas no estaban en UTF-8 y se leyeron
} como Windows-1252.
import-lost = { $entries ->
    [one] { $entries } entrada se perdió
   *[other] { $entries } entradas se perdieron
} por un daño del diario.
import-unbalanced = Las sumas de este directorio de datos no cuadran.
    .remedy = Vea cuáles y qué hacer: atalaya doctor
import-kinds = Eventos agregados, por tipo de log
import-unrecognised = (ningún tipo conocido)
import-reasons = Por qué hubo entradas que no se pudieron decodificar
import-not-taken = Lo que no se tomó
import-empty = { $input } está vacío.
import-changed = { $input } cambió mientras se leía. Lo leído se conserva.
    .remedy = Impórtelo otra vez cuando ya nada escriba en él.
import-next-stopped = La importación se detuvo. Ejecute otra vez el mismo comando: continúa donde quedó.
import-next-unrecognised = { $events ->
    [one] { $events } evento no es
   *[other] { $events } eventos no son
} de ningún tipo conocido: se pueden buscar, pero ninguna regla los ve. Vea cuáles: atalaya kinds identify ARCHIVO
import-next-words = Busque en lo guardado: atalaya hunt 'powershell -user:SYSTEM'{ $data }
import-next-rules = Aplíquele las reglas: atalaya hunt --rule REGLAS{ $data }
import-interrupted = La importación terminó antes de tiempo; { $entries ->
    [one] { $entries } entrada está
   *[other] { $entries } entradas están
} a salvo en el disco.
    .remedy = Cuando la causa esté resuelta, ejecute otra vez el mismo comando: continúa donde quedó.
import-fail-full = El disco está lleno: quedan { $free } libres y { $reserve } se mantienen libres.
    .remedy = Libere espacio: atalaya lake compact, atalaya lake expire --older-than 365d, atalaya journal expire --older-than 30d; o ponga un disco más grande.
import-fail-inputs = No se puede recordar ningún otro archivo como importado.
    .remedy = Use otro directorio de datos para más archivos.

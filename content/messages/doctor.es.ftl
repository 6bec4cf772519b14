# El médico: cómo está todo, qué anda mal y qué hacer.

doctor-about = Dice cómo está todo: disco, reloj, límites, sumas y cifrado, y qué hacer

doctor-title = Cómo está todo, a las { $time } UTC
doctor-line = { $state }: { $what }. { $message }
doctor-state-good = bien
doctor-state-look = REVISAR
doctor-state-bad = MAL
doctor-verdict-good = No hay nada que hacer.
doctor-verdict-look = No hay nada mal. Conviene revisar lo que dice REVISAR.
doctor-verdict-bad = Algo está mal: vea lo que dice MAL, empezando por arriba.

doctor-check-disk = Disco
doctor-check-folder = Carpeta
doctor-check-clock = Reloj
doctor-check-limits = Archivos abiertos
doctor-check-memory = Memoria
doctor-check-opening = Apertura
doctor-check-journal = Diario
doctor-check-anchors = Anclas
doctor-check-encryption = Cifrado
doctor-check-pending = En espera
doctor-check-quarantine = Cuarentena
doctor-check-losses = Pérdidas
doctor-check-sources = Fuentes
doctor-check-ledger = Libro
doctor-check-lake = Lago
doctor-check-files = Archivos del lago
doctor-check-inputs = Registro de importaciones
doctor-check-unrecognised = Tipos desconocidos
doctor-check-sums = Sumas

doctor-disk-good = Quedan { $free } libres; de ellos, { $reserve } se mantienen libres.
doctor-disk-full = Quedan { $free } libres y { $reserve } se mantienen libres: no se recibe nada más hasta que haya espacio.
    .remedy = Libere espacio: atalaya lake expire --older-than 365d y luego atalaya journal expire --older-than 30d; o ponga un disco más grande. Nada de lo confirmado se pierde.
doctor-disk-little = Quedan { $free } libres y de ellos { $reserve } se mantienen libres: pronto no se recibirá nada más.
    .remedy = Libere espacio ahora: atalaya lake compact y luego atalaya lake expire --older-than 365d; o ponga un disco más grande.
doctor-disk-days = Quedan { $free } libres y de ellos { $reserve } se mantienen libres. Al ritmo actual alcanza para { $days ->
    [one] { $days } día.
   *[other] { $days } días.
}
    .remedy = Decida qué puede borrarse: atalaya lake expire --older-than 365d, atalaya journal expire --older-than 30d; o ponga un disco más grande.
doctor-disk-unknown = No se puede saber cuánto espacio hay.
    .remedy = Véalo usted: df -h
doctor-folder-good = Otros usuarios de este equipo no pueden abrir { $folder }.
doctor-folder-open = Otros usuarios de este equipo pueden abrir { $folder }.
    .remedy = Impídalo: chmod 750 { $folder }
doctor-folder-unknown = No se puede saber quién puede abrir { $folder }.
    .remedy = Véalo usted: ls -ld { $folder }
doctor-clock-good = Son las { $time } UTC; este equipo está en la zona { $zone }.
doctor-clock-old = Dice { $time } UTC, un momento muy pasado.
    .remedy = Ponga el reloj en hora y manténgalo así con NTP. Lo que se reciba entretanto tendrá mal la hora de recepción.
doctor-clock-back = Dice { $time } UTC, pero la entrada más nueva se recibió { $ahead } después: el reloj se atrasó o antes estaba mal.
    .remedy = Ponga el reloj en hora y manténgalo así con NTP. La hora de los eventos viene de los logs y no se ve afectada.
doctor-limits-good = El programa puede abrir { $limit } a la vez.
doctor-limits-few = El programa puede abrir { $limit } a la vez; convienen { $wanted }.
    .remedy = Suba el límite: ulimit -n { NUMBER($wanted, useGrouping: "false") }, o LimitNOFILE= en la unidad de systemd.
doctor-limits-unknown = No se puede saber cuántos puede abrir el programa.
    .remedy = Véalo usted: ulimit -n
doctor-memory-good = Hay { $free } disponibles.
doctor-memory-little = Hay { $free } disponibles; convienen { $wanted }.
    .remedy = Termine lo que no haga falta en este equipo o agréguele memoria.
doctor-memory-unknown = No se puede saber cuánta hay disponible.
    .remedy = Véalo usted: free -h

doctor-journal-good = { $entries } entradas, { $size }.
doctor-journal-recovered = { $size }. La última vez no se cerró y se abrió por sí solo: se recuperaron { $entries } entradas.
doctor-journal-damaged = Está dañado: { $fault }
    .remedy = Vea todo lo que está mal y qué hacer: atalaya journal verify
doctor-anchors-good = La última es del { $time } UTC; después { $entries ->
    [one] llegó { $entries } entrada.
   *[other] llegaron { $entries } entradas.
}
doctor-anchors-old = La última es del { $time } UTC; después { $entries ->
    [one] llegó { $entries } entrada.
   *[other] llegaron { $entries } entradas.
}
    .remedy = Cree una y llévela a otro lugar: atalaya journal anchor -o ancla.json
doctor-anchors-none = No hay ninguna: nadie podría demostrar que no falta el final de la historia.
    .remedy = Cree una y llévela a otro lugar: atalaya journal anchor -o ancla.json
doctor-encryption-off = Desactivado.
doctor-encryption-on = Activado, con la clave { NUMBER($key, useGrouping: "false") }.
doctor-encryption-mixed = { $segments ->
    [one] { $segments } segmento del diario no está cifrado
   *[other] { $segments } segmentos del diario no están cifrados
} como los nuevos.
    .remedy = Escríbalos de nuevo: atalaya journal rekey, y lo mismo en el lago: atalaya lake rekey
doctor-encryption-lake = { $files ->
    [one] { $files } archivo del lago no está cifrado
   *[other] { $files } archivos del lago no están cifrados
} como los nuevos.
    .remedy = Escríbalos de nuevo antes de retirar ninguna clave: atalaya lake rekey
doctor-encryption-unused = Se dieron claves y no hay nada cifrado.
    .remedy = Para cifrar lo que hay: atalaya journal rekey y atalaya lake rekey. Lo que se importe con claves se cifra desde ese momento.
doctor-pending-none = Todo lo recibido está decodificado.
doctor-pending-some = { $entries ->
    [one] { $entries } entrada aún no está decodificada.
   *[other] { $entries } entradas aún no están decodificadas.
}
    .remedy = Si aquí ha funcionado un centro: atalaya serve. Si no, las decodifica el siguiente comando que abre el lago: atalaya lake status
doctor-losses-none = Ninguna.
doctor-losses-lost = { $entries ->
    [one] { $entries } entrada se perdió por un daño.
   *[other] { $entries } entradas se perdieron por un daño.
}
    .remedy = Vea dónde: atalaya journal verify. Este directorio no toma dos veces el mismo archivo: importe los archivos de los que venían en otro directorio (--data).
doctor-losses-unreadable = { $records ->
    [one] No se pudo leer { $records } registro
   *[other] No se pudieron leer { $records } registros
} en medio de entradas que sí se decodificaron: logs de eventos de Windows dañados.
    .remedy = Las entradas están en el diario hasta que caduque. Si todavía tiene los archivos, consérvelos.
doctor-losses-unkept = { $entries ->
    [one] { $entries } entrada que no se pudo decodificar no cupo
   *[other] { $entries } entradas que no se pudieron decodificar no cupieron
} en la cuarentena.
    .remedy = Haga lugar en ella: atalaya journal replay
doctor-losses-refused = { $entries ->
    [one] Se rechazó { $entries } entrada
   *[other] Se rechazaron { $entries } entradas
} mientras el disco estaba lleno. No se confirmaron.
    .remedy = Si sus archivos no se importaron desde entonces, impórtelos otra vez.
doctor-losses-expired = { $entries ->
    [one] { $entries } entrada se borró antes de decodificarse, porque así se pidió.
   *[other] { $entries } entradas se borraron antes de decodificarse, porque así se pidió.
}
    .remedy = Quite --unread para que no se borren.
doctor-quarantine-none = Está vacía.
doctor-quarantine-some = { $entries ->
    [one] { $entries } entrada no se pudo decodificar y espera.
   *[other] { $entries } entradas no se pudieron decodificar y esperan.
}
    .remedy = Con una versión más nueva de este programa o con tipos propios (--kinds): atalaya journal replay
doctor-quarantine-reason = { $entries ->
    [one] { $entries } entrada: { $reason }
   *[other] { $entries } entradas: { $reason }
}
doctor-quarantine-raw = { $reason }
doctor-quarantine-unreadable = No se puede leer por qué hay entradas en ella.
    .remedy = Vea qué está mal: atalaya journal verify
doctor-sources-good = { $sources ->
    [0] Todavía no hay ninguna.
    [one] Se supo de la fuente en la última semana.
   *[other] Se supo de las { $sources } fuentes en la última semana.
}
doctor-sources-silent = { $sources ->
    [one] No se sabe de { $sources } fuente
   *[other] No se sabe de { $sources } fuentes
} desde hace más de { $days } días: { $names }
    .remedy = Si deberían llegar logs suyos, vea qué los detiene. Si se importó una sola vez, no hay nada mal.
doctor-sources-gone = { $sources ->
    [one] No se sabe cuándo se supo por última vez de { $sources } fuente
   *[other] No se sabe cuándo se supo por última vez de { $sources } fuentes
}: lo que llegó de ahí ya caducó en el diario.
doctor-lake-good = { $events } eventos en { $tables ->
    [one] { $tables } tabla
   *[other] { $tables } tablas
}, { $size }.
doctor-lake-wrong = El lago no está como se escribió: { $fault }
    .remedy = Vea todo lo que está mal: atalaya lake verify
doctor-lake-more = Y { $faults ->
    [one] { $faults } fallo
   *[other] { $faults } fallos
} más.
    .remedy = Vea todo lo que está mal: atalaya lake verify
doctor-files-good = Son pocos y grandes.
doctor-files-small = { $tables ->
    [one] { $tables } tabla tiene
   *[other] { $tables } tablas tienen
} muchos archivos pequeños.
    .remedy = Conviértalos en pocos grandes: atalaya lake compact
doctor-unrecognised-none = Todos los eventos son de un tipo conocido.
doctor-unrecognised-some = { $events ->
    [one] { $events } evento no es
   *[other] { $events } eventos no son
} de ningún tipo conocido: se pueden buscar, pero ninguna regla los ve.
    .remedy = Vea qué son: atalaya hunt 'SELECT * FROM unrecognised LIMIT 10'. Cuando se conozca su tipo (--kinds CARPETA), llévelos a su tabla: atalaya journal replay
doctor-inputs-good = El registro de archivos importados está íntegro.
doctor-inputs-damaged = { $lines ->
    [one] { $lines } línea del registro de archivos importados está dañada o falta.
   *[other] { $lines } líneas del registro de archivos importados están dañadas o faltan.
}
    .remedy = No se perdió ningún evento. Pero un archivo que el registro ya no conoce se toma de nuevo si se importa otra vez: entregue cada archivo una sola vez.
doctor-sums-good = { $sources ->
    [0] Todavía no hay ninguna fuente.
    [one] Las dos sumas de la fuente cuadran.
   *[other] Las dos sumas de las { $sources } fuentes cuadran.
}
doctor-sums-frames = Las entradas de { $sources ->
    [one] { $sources } fuente
   *[other] { $sources } fuentes
} no cuadran: vea la tabla de abajo.
    .remedy = Vea qué está mal: atalaya journal verify. Repórtelo, por favor.
doctor-sums-events = Los eventos de { $sources ->
    [one] { $sources } fuente
   *[other] { $sources } fuentes
} no cuadran: vea la tabla de abajo.
    .remedy = Vea qué está mal: atalaya lake verify. Repórtelo, por favor.
doctor-sums-missing = Faltan eventos de { $sources ->
    [one] { $sources } fuente
   *[other] { $sources } fuentes
} que ya estaban almacenados: vea la tabla de abajo.
    .remedy = Vea qué está mal: atalaya lake verify. Si no encuentra nada, se borraron carpetas del lago: recupérelas de un respaldo.
doctor-sums-unknown = No se puede decir si { $sources ->
    [one] { $sources } fuente cuadra
   *[other] { $sources } fuentes cuadran
} hasta que todo esté decodificado y se pueda leer.
    .remedy = Decodifique lo que espera: atalaya serve si aquí ha funcionado un centro; si no, atalaya lake status. Después vuelva a preguntar.
doctor-sums-unread = No se puede decir si las entradas y los eventos cuadran: no se puede leer el diario.
doctor-sums-of-frames = Entradas: aceptadas = decodificadas + cuarentena + pendientes + perdidas
doctor-sums-of-events = Eventos: decodificados = almacenados + caducados
doctor-column-lost = Perdidas

doctor-ledger-good = Hallazgos: { $count }.
doctor-ledger-damaged = Su base de datos está dañada: { $fault }
    .remedy = Lo que se había encontrado puede encontrarse de nuevo: atalaya hunt --rule juzga lo guardado. Recupere la carpeta ledger de una copia de seguridad, o apártela e inicie el centro.

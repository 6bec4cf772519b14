# La línea de comandos: ayuda, errores en los argumentos, el resumen de un análisis, reglas y tipos de log.

cli-about-program = Atalaya lee logs y encuentra ataques en ellos con las reglas abiertas Sigma.
cli-about-scan = Lee logs, aplica las reglas y dice qué se encontró y qué no se pudo ver
cli-about-rules = Enumera, explica y revisa reglas
cli-about-rules-list = Enumera las reglas
cli-about-rules-show = Explica una regla con las palabras de su autor
cli-about-rules-check = Dice qué está mal en las reglas, dónde y cómo corregirlo
cli-about-rules-coverage = Dice qué tipos de log alimentan cada regla
cli-about-kinds = Enumera y explica los tipos de log conocidos e identifica archivos
cli-about-kinds-list = Enumera los tipos de log
cli-about-kinds-show = Explica un tipo de log
cli-about-kinds-identify = Dice qué son los archivos, según su contenido

cli-help-usage = Uso
cli-help-verbs = Comandos
cli-help-places = Argumentos
cli-help-flags = Opciones
cli-help-more = Para ver las opciones de un comando: { $program } COMANDO --help
cli-help-words = Uno de estos: { $words }.
cli-help-help = Muestra esta ayuda.
cli-help-version = Muestra la versión.
cli-help-lang = Idioma de todos los textos. Si no se indica, el de la terminal.
cli-help-json = Muestra un objeto JSON para otros programas en lugar de texto.
cli-help-logs = Archivos, carpetas y archivos comprimidos con logs; - lee la entrada estándar. Lo que son se reconoce por su contenido.
cli-help-rules = Reglas Sigma: una carpeta, un archivo o un archivo zip. Se puede repetir. Si no se indica, las reglas que vienen con el programa.
cli-help-kinds = Tipos de log: una carpeta de archivos YAML con el formato de content/kinds. Se puede repetir. Un archivo que se llame como uno de los nuestros lo sustituye.
cli-help-rule-folders = Reglas Sigma: carpetas, archivos o archivos zip. Si no se indican, las reglas que vienen con el programa.
cli-help-rule = El identificador, el nombre o el título de la regla.
cli-help-level = Escribe y muestra solo los hallazgos de este nivel o superior. Si no se indica, todos.
cli-help-fail-on = Termina con estado 1 si hay hallazgos de este nivel o superior.
cli-help-since = Omite los eventos anteriores a este momento: 2024-05-01, 2024-05-01 10:30 o 2024-05-01T10:30:00Z.
cli-help-until = Omite los eventos desde este momento en adelante; un día sin hora cuenta hasta que termina.
cli-help-timezone = Zona horaria de los logs y de los momentos que no indican ninguna: America/Guatemala, -06:00. Con un patrón, la de los archivos y miembros de archivos comprimidos cuyo nombre coincide: 'firewall/*=America/Guatemala'; vale el último que coincida. Se puede repetir. Si no se indica, UTC.
cli-help-year = Año de las marcas de tiempo que no lo indican: 'old/*=2019'. Se puede repetir. Si no se indica, el último año compatible con la fecha de modificación del archivo.
cli-help-output = Qué dejar escrito, según la terminación del nombre: hallazgos (.jsonl), informe (.html), línea de tiempo (.csv), capa de ATT&CK (navigator.json), paquete STIX (stix.json). Se puede repetir.
cli-help-placeholders = Archivo YAML con los valores de los marcadores de posición de las reglas.
cli-help-addresses = Tabla de países o redes de las direcciones en formato MaxMind DB (.mmdb), de DB-IP, IPinfo o MaxMind. Se puede repetir.
cli-help-handover = Deja una carpeta completa: informe, línea de tiempo, hallazgos, capa de ATT&CK, paquete STIX, resumen, registro de lo hecho y sumas de comprobación. Si la ejecución se detuvo, continúa al ejecutar otra vez el mismo comando.
cli-help-redact = Oculta los datos personales en todo lo que se entrega: los nombres de personas pasan a ser seudónimos, siempre el mismo para la misma persona.
cli-help-redact-key = Crea los seudónimos con la clave de este archivo, para que varias ejecuciones coincidan; si el archivo no existe, se crea. Quien lo tenga puede saber de quién se trata. Incluye --redact.
cli-help-decode-only = Solo lee, reconoce y cuenta; no aplica ninguna regla.
cli-help-threads = Hilos que trabajan. Si no se indica, uno por procesador.
cli-help-kind = El nombre del tipo, tal como lo muestra kinds list.
cli-help-identify-files = Archivos, carpetas o archivos comprimidos por identificar.

cli-value-verb = COMANDO
cli-value-flags = OPCIONES
cli-value-logs = ORIGEN
cli-value-file = ARCHIVO
cli-value-folder = CARPETA
cli-value-level = NIVEL
cli-value-time = MOMENTO
cli-value-zone = [PATRÓN=]ZONA
cli-value-year = [PATRÓN=]AÑO
cli-value-language = IDIOMA
cli-value-number = NÚMERO
cli-value-rule = REGLA
cli-value-kind = TIPO

cli-error = Problema:
cli-error-usage = Uso: { $usage }
cli-error-help = Para obtener ayuda: { $command }
cli-error-suggestion = ¿Quiso decir { $word }?
cli-error-verb-unknown = No existe el comando { $word }.
cli-error-verb-missing = Indique qué hacer: falta un comando.
cli-error-argument-unknown = Aquí no existe la opción { $argument }.
cli-error-argument-missing = Falta esto: { $argument }
cli-error-argument-twice = { $argument } solo se puede indicar una vez.
cli-error-value-missing = { $argument } necesita un valor.
cli-error-value-unknown = { $argument } no puede ser { $value }. Se admite uno de estos: { $valid }.
cli-error-value-not-wanted = { $argument } no lleva valor, pero se le dio { $value }.
cli-error-not-unicode = Un argumento no es texto válido.
    .remedy = Vuelva a escribirlo. Los nombres de archivo pueden contener cualquier byte; los demás argumentos no.
cli-error-arguments = Estos argumentos no tienen sentido juntos.
cli-error-time = { $flag } no puede ser { $value }: no es un momento válido.
    .remedy = Escriba un día, 2024-05-01, o un momento, 2024-05-01T10:30:00Z.
cli-error-time-order = --since no es anterior a --until, así que no quedaría ningún evento.
    .remedy = Intercambie los dos u omita uno.
cli-error-zone = No existe la zona horaria { $zone }.
    .remedy = Escriba un nombre, como America/Guatemala o Asia/Taipei, o un desfase, como -06:00.
cli-error-year = --year no puede ser { $value }: se necesita un año de cuatro cifras, precedido de un patrón y = si no es para todos los archivos.
    .remedy = Escriba --year 2019 o --year 'old/*=2019'.
cli-error-patterns = { $flag } se puede indicar { $limit } veces como máximo.
cli-error-threads = --threads no puede ser { $value }: se necesita un número del 1 al { $limit }.
cli-error-output-extension = No se pueden escribir hallazgos en { $file }: su extensión no corresponde a ningún formato de salida.
    .remedy = Use un nombre de archivo que termine en una de estas extensiones: { $extensions }.
cli-error-stdin-twice = La entrada estándar (-) solo se puede leer una vez.
cli-error-decode-only = Con --decode-only no se aplica ninguna regla, así que --output y --fail-on no tienen sentido.
    .remedy = Quite --decode-only o quite las otras dos.

cli-fail-read = No se puede leer { $path }: { $reason }.
cli-fail-archive = No se puede leer el archivo comprimido { $path }: está dañado o no es un archivo zip.
    .remedy = Descárguelo o cópielo otra vez.
cli-fail-rules-empty = No hay ninguna regla en { $path }.
    .remedy = Indique una carpeta, un archivo o un archivo zip con reglas Sigma (archivos que terminan en .yml o .yaml).
cli-fail-rules-limit = { $path } contiene más archivos de reglas, o más grandes, de los que se leen.
    .remedy = Indique la carpeta que contiene las reglas mismas.
cli-fail-output = No se puede escribir { $path }: { $reason }.
    .remedy = Elija un archivo en una carpeta que exista, en la que pueda escribir y que tenga espacio.
cli-fail-no-rule-left = No queda ninguna regla por aplicar: los { $refused } documentos fueron rechazados.
    .remedy = Vea qué tienen de malo: atalaya rules check { $folders }
cli-fail-output-log = { $path } es uno de los logs por leer: los hallazgos lo reemplazarían.
    .remedy = Elija otro archivo para los hallazgos.
cli-fail-thread = El programa tiene una falla y tuvo que detenerse. Nada de lo que escribió hasta ahora está completo.
    .remedy = Repórtelo, por favor, junto con el log que se estaba leyendo si puede compartirlo.
cli-fail-print = No se puede mostrar la respuesta: { $reason }.
cli-fail-placeholders = { $path } no es una lista de marcadores de posición (línea { $line }).
    .remedy = Escriba un marcador por línea con sus valores, como en Workstations: [PC-01, PC-02].
cli-fail-redact-key = { $path } no es una clave de seudónimos.
    .remedy = Una clave tiene 64 dígitos hexadecimales. Indique un archivo que aún no exista para que se cree una.
cli-fail-chance = El sistema no entrega números aleatorios, así que no se puede crear una clave.
    .remedy = Indique un archivo con una clave: --redact-key.
cli-error-handover-stream = --handover necesita archivos que se puedan volver a leer: la entrada estándar y las tuberías no se pueden.
    .remedy = Guarde primero el flujo en un archivo o use --output.
cli-fail-handover-used = { $path } ya contiene otra cosa.
    .remedy = Indique una carpeta que aún no exista o la de una ejecución que se detuvo.
cli-fail-handover-busy = Otra ejecución está escribiendo en { $path }.
    .remedy = Espere a que termine o indique otra carpeta.
cli-fail-handover-finished = La entrega de { $path } está terminada; no se cambia nada en ella.
    .remedy = Indique otra carpeta para otra ejecución.
cli-fail-stopped = La ejecución se detuvo.
    .remedy = Con --handover, ejecute otra vez el mismo comando y continuará donde quedó; sin esa opción no se escribió nada.
cli-fail-work-io = No se puede guardar lo hecho hasta ahora: { $reason }.
    .remedy = Libere espacio en la carpeta de la entrega y ejecute otra vez el mismo comando.
cli-fail-work-damaged = Lo que la carpeta guarda de la ejecución está dañado.
    .remedy = Indique una carpeta nueva; todo se lee otra vez.
cli-fail-work-task = La carpeta guarda una ejecución de otro comando, otras reglas, otros tipos de log u otra versión del programa.
    .remedy = Ejecute exactamente el mismo comando o indique una carpeta nueva.
cli-fail-work-changed = { $file } cambió desde que empezó la ejecución, se agregó o ya no está: lo hallado en él hasta ahora dejaría de ser cierto.
    .remedy = Devuelva el archivo a como estaba o indique una carpeta nueva.
cli-fail-rule-unknown = No existe la regla { $rule }.
    .remedy = Los identificadores y títulos están en: atalaya rules list
cli-fail-kind = El tipo de log de { $file }, línea { $line }, no se puede usar: { $reason }
    .remedy = Corrija el archivo u omita la carpeta.
cli-fail-kinds-limit = { $path } contiene más archivos de tipos de log, o más grandes, de los que se leen.
    .remedy = Indique una carpeta que contenga solo tipos de log.
cli-fail-kind-unknown = No existe el tipo de log { $kind }.
    .remedy = Los nombres están en: atalaya kinds list
cli-fail-addresses-large = { $path } es más grande de lo que puede ser una tabla de direcciones.
    .remedy = Use la edición gratuita o «lite» de la tabla.
cli-fail-addresses-malformed = { $path } no es una tabla de direcciones en formato MaxMind DB, o está dañada.
    .remedy = Descárguela de nuevo, como .mmdb y no como CSV, y descomprímala.
cli-fail-addresses-nothing = { $path } no indica ni el país ni la red de las direcciones.
    .remedy = Use una tabla de países o de sistemas autónomos (ASN).
cli-fail-addresses-many = Hay más de { $limit } tablas de direcciones; { $path } está de más.
cli-reason-not-found = no existe
cli-reason-denied = usted no tiene permiso
cli-reason-folder = es una carpeta
cli-reason-file = es un archivo y hace falta una carpeta
cli-reason-taken = ya hay un archivo con ese nombre
cli-reason-full = no queda espacio
cli-reason-read-only = el disco es de solo lectura
cli-reason-other = el sistema lo rechaza (error { NUMBER($code, useGrouping: "false") })

cli-level-informational = informativo
cli-level-low = bajo
cli-level-medium = medio
cli-level-high = alto
cli-level-critical = crítico
cli-severity-warning = advertencia
cli-severity-error = rechazada
cli-verification-seen = vistos en logs reales
cli-verification-documented = según la documentación
cli-verification-unverified = sin verificar
cli-verified-seen = vistos
cli-verified-documented = documentados
cli-verified-unverified = sin verificar

cli-tactic-reconnaissance = Reconocimiento
cli-tactic-resource-development = Desarrollo de recursos
cli-tactic-initial-access = Acceso inicial
cli-tactic-execution = Ejecución
cli-tactic-persistence = Persistencia
cli-tactic-privilege-escalation = Escalada de privilegios
cli-tactic-defense-evasion = Evasión de defensas
cli-tactic-stealth = Sigilo
cli-tactic-defense-impairment = Debilitamiento de defensas
cli-tactic-credential-access = Acceso a credenciales
cli-tactic-discovery = Descubrimiento
cli-tactic-lateral-movement = Movimiento lateral
cli-tactic-collection = Recolección
cli-tactic-command-and-control = Comando y control
cli-tactic-exfiltration = Exfiltración
cli-tactic-impact = Impacto

cli-column-kind = Tipo
cli-column-kinds = Tipos
cli-column-routed = Se activan
cli-column-reason = Motivo
cli-column-files = Archivos
cli-column-events = Eventos
cli-column-first = Primero (UTC)
cli-column-last = Último (UTC)
cli-column-time = Momento (UTC)
cli-column-verification = Campos
cli-column-level = Nivel
cli-column-rule = Regla
cli-column-rules = Reglas
cli-column-findings = Hallazgos
cli-column-host = Equipo
cli-column-hosts = Equipos
cli-column-tactic = Táctica
cli-column-place = Dónde
cli-column-id = Identificador
cli-column-title = Título
cli-column-logsource = Fuente de log
cli-column-status = Estado
cli-column-author = Autor
cli-column-dialects = Dialectos

cli-progress = { $size }, { $rate } eventos/s, { $findings ->
    [one] { $findings } hallazgo
   *[other] { $findings } hallazgos
}
cli-more = … y { $count } más (vea --json)
cli-unknown = desconocido
cli-fact = { $name }: { $value }
cli-place = { $file }, registro { NUMBER($record, useGrouping: "false") }
cli-summary-pace = Tardó { $time }: { $events } eventos/s, { $size }/s.

cli-read = Qué se leyó
cli-read-nothing = No se pudo leer nada.
cli-read-totals = { $inputs ->
    [one] { $inputs } archivo
   *[other] { $inputs } archivos
}, { $size }, { $records ->
    [one] { $records } registro.
   *[other] { $records } registros.
}
cli-read-decoded = { $count ->
    [one] { $count } registro se entendió y es un evento.
   *[other] { $count } registros se entendieron y son eventos.
}
cli-read-quarantined = { $count ->
    [one] { $count } registro no se pudo entender.
   *[other] { $count } registros no se pudieron entender.
}
cli-read-without-kind = { $count ->
    [one] { $count } evento no es de ningún tipo de log conocido: ninguna regla lo vio.
   *[other] { $count } eventos no son de ningún tipo de log conocido: ninguna regla los vio.
}
cli-read-outside-time = { $count ->
    [one] { $count } evento queda fuera del periodo pedido.
   *[other] { $count } eventos quedan fuera del periodo pedido.
}
cli-read-without-time = { $count ->
    [one] { $count } evento no tiene un momento que se pueda leer.
   *[other] { $count } eventos no tienen un momento que se pueda leer.
}
cli-read-recoded = { $count ->
    [one] { $count } registro no estaba en el juego de caracteres de su archivo y se leyó como Windows-1252.
   *[other] { $count } registros no estaban en el juego de caracteres de su archivo y se leyeron como Windows-1252.
}
cli-read-kinds = Por tipo de log
cli-read-years = Año de las marcas de tiempo que no lo indican
cli-read-year-given = { $input }: { $year }, según usted indicó (eventos: { $events })
cli-read-year-modified = { $input }: según la modificación del archivo, el { $time } UTC (eventos: { $events })
cli-read-year-scan = { $input }: según la fecha de hoy, porque la entrada no dice cuándo se escribió (eventos: { $events })
cli-read-damages = Dañado
cli-read-damage = { $input }, en el byte { NUMBER($offset, useGrouping: "false") }: { $reason }
cli-read-skipped = No se abrió
cli-read-reasons = Por qué no se entendieron registros
cli-read-reason = { $count ->
    [one] { $count } registro: { $reason }
   *[other] { $count } registros: { $reason }
}

cli-found = Qué se encontró
cli-found-nothing = Ninguna regla encontró nada. Antes de tomarlo como buena noticia, lea abajo qué no se pudo ver.
cli-found-totals = { $findings ->
    [one] { $findings } hallazgo
   *[other] { $findings } hallazgos
} de { $rules ->
    [one] { $rules } regla:
   *[other] { $rules } reglas:
}
cli-found-written = { $count ->
    [one] { $count } hallazgo está en { $file }.
   *[other] { $count } hallazgos están en { $file }.
}
cli-found-beyond = { $count ->
    [one] Allí solo se cuenta { $count } hallazgo más: el archivo tiene un límite.
   *[other] Allí solo se cuentan { $count } hallazgos más: el archivo tiene un límite.
}
    .remedy = El archivo .jsonl los contiene todos.
cli-found-unexamined = Ninguna regla pudo examinar un evento: no se puede afirmar nada, ni bueno ni malo.
cli-found-below = { $count ->
    [one] { $count } hallazgo está por debajo del nivel pedido: se cuenta, pero no se escribe.
   *[other] { $count } hallazgos están por debajo del nivel pedido: se cuentan, pero no se escriben.
}
cli-found-without-technique = { $count ->
    [one] Otro hallazgo no tiene lugar en la matriz: su regla no nombra ninguna técnica de ATT&CK.
   *[other] Otros { $count } hallazgos no tienen lugar en la matriz: sus reglas no nombran ninguna técnica de ATT&CK.
}
cli-found-rules = Por regla
cli-found-hosts = Por equipo
cli-found-tactics = Por táctica de ATT&CK
cli-found-serious = Los hallazgos más graves

cli-blind = Qué no se pudo ver
cli-blind-nothing = Se pudo ver todo lo que se pidió.
cli-blind-damaged = De lo dañado, omitido o no entendido que se indica arriba no se pudo ver nada más.
cli-blind-mute = Campos que las reglas necesitan y ningún evento trae
cli-blind-mute-field = { $rules ->
    [one] { $rules } regla no puede activarse
   *[other] { $rules } reglas no pueden activarse
}: ningún valor de { $field } en { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} de { $kind } ({ $logsource })
cli-blind-sources = { $rules ->
    [one] { $rules } regla no tuvo ningún log que revisar
   *[other] { $rules } reglas no tuvieron ningún log que revisar
}
cli-blind-source = { $logsource }: { $rules ->
    [one] { $rules } regla
   *[other] { $rules } reglas
}
cli-blind-placeholders = Reglas que esperan valores de usted (--placeholders)
cli-blind-placeholder = { $name }: { $rules ->
    [one] { $rules } regla
   *[other] { $rules } reglas
}
cli-blind-unrecognised = Archivos con eventos de ningún tipo conocido
cli-blind-unrecognised-input = { $input }: { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} con campos como { $fields }
cli-blind-cleared = Logs que fueron borrados
cli-blind-cleared-log = { $kind } en el equipo { $host } fue borrado: { $time } ({ $input })
cli-blind-jumps = Números de registro que saltan
cli-blind-jump = { $log }: { $missing ->
    [one] falta { $missing } registro
   *[other] faltan { $missing } registros
} entre { NUMBER($after, useGrouping: "false") } y { NUMBER($before, useGrouping: "false") } ({ $input })
cli-blind-restart = { $log }: la numeración volvió a empezar, { NUMBER($before, useGrouping: "false") } sigue a { NUMBER($after, useGrouping: "false") } ({ $input })
cli-blind-gaps = Periodos sin ningún evento
cli-blind-gap = { $kind }: { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}, de { $from } a { $until } UTC
cli-blind-zoneless = Horas leídas como UTC solo porque nada indica su zona
    .remedy = Averigüe en qué zona escriben estos equipos e indíquela: --timezone 'PATRÓN=America/Guatemala'.
cli-blind-zoneless-input = { $input }: { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
}
cli-blind-patterns = Patrones de --timezone o --year que no coinciden con ningún archivo
cli-blind-limits = Límites alcanzados
cli-blind-refused = { $count ->
    [one] { $count } regla fue rechazada (todas las razones: atalaya rules check)
   *[other] { $count } reglas fueron rechazadas (todas las razones: atalaya rules check)
}

cli-next = Qué hacer ahora
cli-next-nothing-read = Revise las rutas: no se pudo leer ningún log en ellas.
cli-next-serious = { $count ->
    [one] Vea primero el hallazgo
   *[other] Vea primero los { $count } hallazgos
} de nivel alto o crítico, empezando por «{ $rule }».
cli-next-cleared = Pregunte quién borró los logs mencionados arriba y no toque esos equipos hasta saberlo.
cli-next-output = Conserve los hallazgos: repita el análisis con --output findings.jsonl.
cli-next-mute = Active lo que se aconseja arriba para los campos que ningún evento trae, para que esas reglas puedan ver la próxima vez.
cli-next-rules = { $rules ->
    [one] Solo se aplicó la regla que viene con el programa.
   *[other] Solo se aplicaron las { $rules } reglas que vienen con el programa.
} Descargue las reglas públicas de SigmaHQ e indique su carpeta con --rules.
cli-next-unrecognised = Vea qué son los archivos que no se reconocieron: atalaya kinds identify { $file }
cli-next-check = Vea por qué se rechazaron reglas: atalaya rules check { $folders }
cli-next-apply = Aplique las reglas: repita el análisis sin --decode-only.
cli-next-others = Revise los hallazgos: son { $count } y ninguno es de nivel alto o crítico.
cli-next-sources = { $rules } reglas no tuvieron ningún log que revisar. Si los equipos guardan esos logs, agréguelos y analice de nuevo.
cli-next-done = No queda nada por hacer para este análisis.

cli-rules-list = { $rules ->
    [one] { $rules } regla
   *[other] { $rules } reglas
}
cli-rules-correlations = { $count ->
    [one] { $count } correlación
   *[other] { $count } correlaciones
}
cli-rule-license = Licencia
cli-rule-date = Escrita
cli-rule-modified = Modificada
cli-rule-tags = Etiquetas
cli-rule-fields = Campos que consulta
cli-rule-filters = Filtros agregados
cli-rule-file = Archivo
cli-rule-references = Referencias
cli-rule-false-positives = Causas inocentes, según su autor
cli-rule-checks = Qué comprobar primero
cli-rule-placeholders = Marcadores de posición sin valores: mientras no los tengan, la regla no puede activarse
cli-rule-kinds = Tipos de log que la alimentan
cli-rule-no-kind = Ninguno de los tipos conocidos: la regla no puede activarse.

cli-check = { $files ->
    [one] { $files } archivo, { $loaded } cargadas
   *[other] { $files } archivos, { $loaded } cargadas
}
cli-check-clean = Todo está bien.
cli-check-totals = { $errors ->
    [one] { $errors } rechazo
   *[other] { $errors } rechazos
}, { $warnings ->
    [one] { $warnings } advertencia.
   *[other] { $warnings } advertencias.
}

cli-coverage = Qué logs alimentan las reglas
cli-coverage-loaded = { $loaded } cargadas, { $refused } rechazadas.
cli-coverage-routed = { $routed } reglas se activan cuando una muestra de su log recorre todo el camino: { $seen } con nombres de campos vistos en logs reales, { $documented } con nombres documentados y { $unverified } sin verificar.
cli-coverage-sources = Fuentes de log de las reglas
cli-coverage-silent = Reglas que nada logró activar
cli-coverage-no-kind = Ningún tipo de log atiende su fuente
cli-coverage-fields-missing = Necesitan campos que ningún log de su tipo trae: { $fields }
cli-coverage-placeholder = Esperan valores de usted (--placeholders): { $names }
cli-coverage-table = Necesitan una tabla de direcciones (--addresses). { $tables }
cli-coverage-no-witness = No se hallaron valores con los que se cumplan

cli-kinds-list = { $kinds ->
    [one] { $kinds } tipo de log
   *[other] { $kinds } tipos de log
}
cli-kind-charsets = Juegos de caracteres
cli-kind-logsources = Fuentes de log de las reglas que alimenta
cli-kind-no-logsource = Ninguna.
cli-identified-input = { $input }: { $format }, { $charset }, { $records ->
    [one] { $records } registro
   *[other] { $records } registros
}
cli-identified-without-kind = (ningún tipo conocido)
cli-identified-not-decoded = (no se entendió)
cli-reason-in-use = otro programa ya escucha ahí
cli-reason-no-address = este equipo no tiene esa dirección
cli-reason-refused = allí no escucha nadie
cli-reason-ended = el otro lado cerró la conexión
cli-reason-no-answer = el otro lado no responde a tiempo
cli-reason-no-way = la red no tiene camino hasta allí

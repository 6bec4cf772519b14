# El informe que deja el examinador.

report-title = Lo que muestran los logs
report-skip = Ir a los hallazgos
report-language = Idioma
report-zone-own = Horas en la zona de esta computadora
report-zone-note = Todas las horas están en UTC.
report-print = Imprimir
report-contents = Contenido
report-noscript = Los scripts están desactivados: todo lo que sigue se puede leer, pero la lista de hallazgos no se puede filtrar y solo muestra algunos completos.
report-unknown = desconocido
report-yes = sí
report-no = solo en parte
report-nothing = Aquí no hay nada que mostrar: ninguna regla encontró nada.
report-more = y { $count } más
report-unlisted = Otros { $count } se cuentan, pero no se enumeran.
report-as-table = Como tabla
report-show-findings = Ver estos hallazgos

report-verdict-critical = { $count ->
    [one] Un hallazgo crítico
   *[other] { $count } hallazgos críticos
} { $hosts ->
    [0] en equipos que los logs no nombran
    [one] en un equipo
   *[other] en { $hosts } equipos
}. Hay que actuar hoy: es casi seguro que se trata de un ataque.
report-verdict-high = { $count ->
    [one] Un hallazgo de nivel alto
   *[other] { $count } hallazgos de nivel alto
} { $hosts ->
    [0] en equipos que los logs no nombran
    [one] en un equipo
   *[other] en { $hosts } equipos
}, ninguno crítico. Hay que revisarlos hoy.
report-verdict-medium = No se encontró nada crítico ni alto. { $count ->
    [one] Conviene revisar esta semana un hallazgo de nivel medio
   *[other] Conviene revisar esta semana { $count } hallazgos de nivel medio
} { $hosts ->
    [0] en equipos que los logs no nombran
    [one] en un equipo
   *[other] en { $hosts } equipos
}.
report-verdict-low = Solo hay hallazgos de nivel bajo o informativos: { $count } del más alto de estos niveles, { $hosts ->
    [0] en equipos que los logs no nombran
    [one] en un equipo
   *[other] en { $hosts } equipos
}. Nada de esto es urgente.
report-verdict-nothing = Ninguna regla encontró nada. Antes de tomarlo como buena noticia, lea abajo qué no se pudo ver.
report-verdict-unread = No se pudo leer ningún log, así que no se puede afirmar nada. Las razones están abajo.
report-verdict-cleared = { $count ->
    [one] Se borró un log, algo que los atacantes hacen para ocultarse: no se puede saber qué contenía.
   *[other] Se borraron { $count } logs, algo que los atacantes hacen para ocultarse: no se puede saber qué contenían.
}
report-below-level = { $count ->
    [one] { $count } hallazgo está por debajo del nivel pedido y no figura en este informe.
   *[other] { $count } hallazgos están por debajo del nivel pedido y no figuran en este informe.
}

report-level-informational = informativo
report-level-low = bajo
report-level-medium = medio
report-level-high = alto
report-level-critical = crítico

report-fact-files = Archivos examinados
report-fact-events = Eventos entendidos
report-fact-span = Periodo de los eventos
report-fact-hosts = Equipos con hallazgos
report-fact-rules = Reglas aplicadas
report-fact-made = Fecha del examen

report-first = Qué revisar primero
report-first-about = Los equipos con los hallazgos más graves y lo que ocurrió en cada uno, en orden cronológico.
report-story = { $findings ->
    [one] Un hallazgo
   *[other] { $findings } hallazgos
} de { $rules ->
    [one] una regla
   *[other] { $rules } reglas
}{ $serious ->
    [0] , ninguno de nivel alto
   *[other] ; altos o críticos: { $serious }
}.
report-story-times = { $count } veces
report-story-more = { $count ->
    [one] En este equipo se activó una regla más.
   *[other] En este equipo se activaron { $count } reglas más.
}
report-host-none = equipo sin nombre
report-host-other = otros equipos

report-when = Cuándo ocurrió
report-when-minutes = { $count ->
    [one] Hallazgos por nivel; cada barra es un minuto.
   *[other] Hallazgos por nivel; cada barra son { $count } minutos.
}
report-when-hours = { $count ->
    [one] Hallazgos por nivel; cada barra es una hora.
   *[other] Hallazgos por nivel; cada barra son { $count } horas.
}
report-when-days = { $count ->
    [one] Hallazgos por nivel; cada barra es un día.
   *[other] Hallazgos por nivel; cada barra son { $count } días.
}
report-when-before = { $count ->
    [one] { $count } hallazgo es muy anterior y no aparece en el gráfico.
   *[other] { $count } hallazgos son muy anteriores y no aparecen en el gráfico.
}
report-when-after = { $count ->
    [one] { $count } hallazgo es muy posterior y no aparece en el gráfico.
   *[other] { $count } hallazgos son muy posteriores y no aparecen en el gráfico.
}
report-when-without = { $count ->
    [one] { $count } hallazgo no tiene una hora legible y no aparece en el gráfico.
   *[other] { $count } hallazgos no tienen una hora legible y no aparecen en el gráfico.
}
report-time-unknown = hora desconocida
report-column-from = Desde

report-attack = Tácticas y técnicas (ATT&CK)
report-attack-about = ATT&CK es el catálogo público de lo que hacen los atacantes. Las tácticas siguen el orden de un ataque; debajo de cada una están las técnicas que vieron las reglas y cuántos hallazgos hay.
report-attack-untouched = No se vio nada.
report-attack-alone = { $count ->
    [one] { $count } hallazgo sin técnica
   *[other] { $count } hallazgos sin técnica
}
report-attack-without = { $count ->
    [one] La regla de { $count } hallazgo no indica ninguna táctica ni técnica.
   *[other] Las reglas de { $count } hallazgos no indican ninguna táctica ni técnica.
}

report-heat = Equipos y reglas
report-heat-about = Cuántos hallazgos tiene cada regla en cada equipo. Cada número lleva a sus hallazgos.
report-heat-rules-beyond = { $count ->
    [one] Se activó { $count } regla más que no cabe en la tabla.
   *[other] Se activaron { $count } reglas más que no caben en la tabla.
}
report-heat-hosts-beyond = { $count ->
    [one] Hay { $count } equipo más con hallazgos que no cabe en la tabla.
   *[other] Hay { $count } equipos más con hallazgos que no caben en la tabla.
}

report-stories = Qué ocurrió en cada equipo
report-stories-about = Cada paso es una regla, en el momento en que se activó por primera vez en ese equipo. Los hallazgos que no nombran ningún equipo se cuentan archivo por archivo.

report-findings = Todos los hallazgos
report-beyond = { $count ->
    [one] { $count } hallazgo solo se cuenta: en el informe caben los { $limit } más graves y, entre ellos, los más antiguos.
   *[other] { $count } hallazgos solo se cuentan: en el informe caben los { $limit } más graves y, entre ellos, los más antiguos.
} El archivo con todos los hallazgos (.jsonl) los contiene todos.
report-static = Sin scripts se pueden leer aquí { $shown } de { $total } hallazgos: los más graves y el primero de cada regla. Para verlos todos, abra el informe en un navegador con scripts o genere una línea de tiempo (timeline.csv).
report-filter-text = Buscar
report-filter-level = Nivel
report-filter-rule = Regla
report-filter-host = Equipo
report-filter-tactic = Táctica
report-filter-from = Desde
report-filter-to = Hasta
report-filter-sort = Orden
report-filter-deep = Buscar también en los registros (más lento)
report-filter-clear = Mostrar todo
report-detail-none = Elija un hallazgo para ver qué ocurrió.

report-live-count = Hallazgos mostrados: { $shown } de { $total }
report-live-searching = Buscando en los registros: { $done } de { $total } partes
report-live-none = Ningún hallazgo coincide. Quite algún filtro para ver más.
report-live-all = todos
report-live-only = solo { $level }
report-live-from = { $level } o más grave
report-live-sort-level = los más graves primero
report-live-sort-time = los más antiguos primero
report-live-sort-time-last = los más recientes primero
report-live-sort-rule = por regla
report-live-sort-host = por equipo
report-live-technique = Técnica { $technique }
report-live-details-missing = En el informe no hubo lugar para los detalles de este hallazgo. Están en el archivo con todos los hallazgos (.jsonl).
report-live-old-browser = Este navegador es demasiado antiguo para abrir los detalles. Use una versión reciente de Firefox, Chrome, Edge o Safari.
report-live-zone-note = Todas las horas están en la zona de esta computadora: { $zone }.

report-happened = Qué ocurrió
report-why = Por qué importa
report-why-unknown = La regla no dice por qué importa.
report-causes = Causas inocentes
report-checks = Qué comprobar primero
report-foreign = En inglés, con las palabras del autor de la regla:
report-foreign-mark = en inglés
report-event = El evento
report-entities = Quién y dónde
report-matched = coincide
report-field-any = en cualquier parte del texto
report-fields-missing = Los demás campos del evento no están en este informe: no hubo lugar para ellos. El registro está en el archivo que se indica abajo.
report-record = El registro tal como se recibió
report-record-cut = Aquí se corta; completo tiene { $bytes } bytes.
report-record-missing = El registro no está en este informe. Está en el archivo que se indica abajo.
report-record-dropped = En el informe no hubo lugar para este registro: los hallazgos más graves tuvieron preferencia. Está en el archivo que se indica abajo.
report-origin = De dónde proviene
report-origin-file = Archivo
report-origin-record = Número de registro
report-origin-digest = SHA-256 del archivo
report-origin-count = Eventos que contribuyeron
report-origin-related = Registros que contribuyeron
report-origin-rule = Regla
report-origin-uid = Identificador del hallazgo
report-origin-kind = Tipo de log

report-rules = Las reglas que se activaron
report-rule-found = Hallazgos: { $findings }; equipos: { $hosts }
report-rule-unknown = Esta regla no estaba entre las que se cargaron para el informe; solo se conoce su título.
report-rule-id = Identificador
report-rule-author = Autor
report-rule-license = Licencia
report-rule-source = Para logs de
report-rule-span = Primer y último hallazgo
report-rule-techniques = Técnicas
report-rule-links = Enlaces

report-unseen = Qué no se pudo ver
report-unseen-about = Que no haya hallazgos no significa que no haya ataques. Estos son los puntos ciegos de este examen y lo que se puede hacer con cada uno.
report-unseen-nothing = Se pudo ver todo lo que se pidió.
report-unseen-cleared = Logs que fueron borrados
report-unseen-cleared-do = Pregunte quién los borró y por qué, y no toque esos equipos hasta saberlo. Puede haber copias donde se centralizan o respaldan los logs.
report-unseen-cleared-log = { $kind } en { $host } fue borrado: { $time } ({ $input })
report-unseen-mute = Campos que las reglas necesitan y ningún evento trae
report-unseen-mute-do = Estas reglas no pueden activarse mientras el emisor no registre estos campos.
report-unseen-mute-field = { $rules ->
    [one] { $rules } regla no puede activarse
   *[other] { $rules } reglas no pueden activarse
}: ningún valor de { $field } en { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} de { $kind } ({ $logsource })
report-unseen-sources = { $rules ->
    [one] { $rules } regla no tuvo ningún log que revisar
   *[other] { $rules } reglas no tuvieron ningún log que revisar
}
report-unseen-sources-do = Si los equipos guardan estos logs, reúnalos y repita el examen. Si no los guardan, considere activarlos.
report-unseen-source = { $logsource }: { $rules ->
    [one] { $rules } regla
   *[other] { $rules } reglas
}
report-unseen-placeholders = Reglas que esperan valores de usted
report-unseen-placeholders-do = Escriba los valores en un archivo YAML y repita el examen con --placeholders.
report-unseen-placeholder = { $name }: { $rules ->
    [one] { $rules } regla
   *[other] { $rules } reglas
}
report-unseen-unrecognised = Archivos con eventos de ningún tipo conocido
report-unseen-unrecognised-do = Ninguna regla vio estos eventos. Describa el tipo de log en un archivo propio (--kinds) o pida que se agregue.
report-unseen-unrecognised-input = { $input }: { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} con campos como { $fields }
report-unseen-quarantined = Registros que no se pudieron entender
report-unseen-quarantined-do = Exporte de nuevo los logs, completos y en su formato original.
report-unseen-quarantined-reason = { $count ->
    [one] { $count } registro: { $reason }
   *[other] { $count } registros: { $reason }
}
report-unseen-skipped = No se abrió
report-unseen-skipped-do = Copie o exporte de nuevo estos archivos y examínelos.
report-unseen-place = { $place }: { $reason }
report-unseen-damaged = Dañado
report-unseen-damaged-do = Cerca del daño pueden faltar eventos. Busque otra copia.
report-unseen-damage = { $input }, en el byte { NUMBER($offset, useGrouping: "false") }: { $reason }
report-unseen-incomplete = No se leyó hasta el final
report-unseen-incomplete-do = Lo que sigue al corte no se examinó. Copie de nuevo estos archivos.
report-unseen-incomplete-input = { $input } solo se leyó en parte.
report-unseen-jumps = Números de registro que saltan
report-unseen-jumps-do = Puede que se hayan eliminado registros o que el log haya llegado a su tamaño máximo. Compare con las copias de donde se centralizan los logs.
report-unseen-jump = { $log }: { $missing ->
    [one] falta { $missing } registro
   *[other] faltan { $missing } registros
} entre { NUMBER($after, useGrouping: "false") } y { NUMBER($before, useGrouping: "false") } ({ $input })
report-unseen-restart = { $log }: la numeración volvió a empezar, { NUMBER($before, useGrouping: "false") } sigue a { NUMBER($after, useGrouping: "false") } ({ $input })
report-unseen-gaps = Periodos sin ningún evento
report-unseen-gaps-do = Averigüe si el equipo estaba apagado, o si su log se desactivó o se eliminó.
report-unseen-gap = { $kind }: { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}, de { $from } a { $until } UTC
report-unseen-zoneless = Horas leídas como UTC solo porque nada indica su zona
report-unseen-zoneless-do = Si estos equipos escriben la hora local, sus eventos aparecen aquí a una hora equivocada. Repita el examen con --timezone.
report-unseen-zoneless-input = { $input }: { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
}
report-unseen-limits = Límites alcanzados
report-unseen-limits-do = Examine menos logs a la vez para no llegar a estos límites.
report-unseen-refused = Reglas que fueron rechazadas
report-unseen-refused-do = Corríjalas o consulte a su autor; «atalaya rules check» explica cada una.
report-unseen-events = Eventos que quedaron fuera o son inciertos
report-unseen-without-kind = { $count ->
    [one] { $count } evento no es de ningún tipo de log conocido; ninguna regla lo vio.
   *[other] { $count } eventos no son de ningún tipo de log conocido; ninguna regla los vio.
}
report-unseen-outside = { $count ->
    [one] { $count } evento queda fuera del periodo pedido.
   *[other] { $count } eventos quedan fuera del periodo pedido.
}
report-unseen-without-time = { $count ->
    [one] { $count } evento no tiene una hora legible; las reglas lo vieron de todos modos.
   *[other] { $count } eventos no tienen una hora legible; las reglas los vieron de todos modos.
}
report-unseen-recoded = { $count ->
    [one] { $count } registro no estaba en el juego de caracteres de su archivo y se leyó como Windows-1252.
   *[other] { $count } registros no estaban en el juego de caracteres de su archivo y se leyeron como Windows-1252.
}

report-method = Cómo se hizo
report-method-command = El comando que lo repite
report-method-version = Programa
report-method-began = Inicio
report-method-elapsed = Duración
report-method-rules = Reglas
report-method-rules-loaded = { $rules } reglas, { $correlations } correlaciones y { $filters } filtros de { $files } archivos; rechazadas: { $refused }
report-method-sums = Las sumas
report-method-kinds = Tipos de log
report-method-inputs = Archivos examinados
report-method-limits = Límites de este informe
report-sum-frames = Registros leídos
report-sum-decoded = de ellos, entendidos como eventos
report-sum-quarantined = de ellos, no entendidos
report-sum-examined = Eventos examinados por las reglas
report-sum-outside = Eventos fuera del periodo
report-sum-without-kind = Eventos de ningún tipo conocido
report-sums-frames = Los registros cuadran: leídos = entendidos + no entendidos.
report-sums-frames-not = Los registros no cuadran. Es una falla del programa; repórtela, por favor.
report-sums-events = Los eventos cuadran: entendidos = examinados + fuera del periodo + de ningún tipo conocido.
report-sums-events-not = No se examinaron todos los eventos: se alcanzó un límite o no se aplicó ninguna regla. Vea «Qué no se pudo ver».
report-column-kind = Tipo
report-column-files = Archivos
report-column-events = Eventos
report-column-first = Primero
report-column-last = Último
report-column-verification = Campos conocidos
report-column-input = Archivo
report-column-size = Tamaño
report-column-records = Registros
report-column-complete = Completo
report-column-digest = Resumen SHA-256
report-digest-none = no calculado
report-verification-seen = por logs reales
report-verification-documented = por la documentación
report-verification-unverified = sin verificar
report-limit-findings = El informe contiene como máximo { $limit } hallazgos: los más graves y, entre ellos, los más antiguos.
report-limit-details = Sus detalles ocupan como máximo { $size }. Si no caben, los hallazgos menos graves pierden primero su registro.
report-limit-rules = Una regla encuentra lo que describe y nada más. Un hallazgo es un motivo para revisar, no una prueba; que no lo haya tampoco prueba nada.

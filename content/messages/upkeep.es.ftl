# Trabajos largos en el diario y el lago: cuánto llevan y qué se dice cuando se detienen.

upkeep-progress-tables = { $done } de { $all ->
    [one] { $all } tabla
   *[other] { $all } tablas
}, { $size } leídos
upkeep-progress-segments = { $done } de { $all ->
    [one] { $all } segmento
   *[other] { $all } segmentos
}, { $size } leídos
upkeep-progress-files = { $done ->
    [one] { $done } archivo
   *[other] { $done } archivos
}, { $size } leídos

upkeep-stopped-tables = Se detuvo después de { $done } de { $all ->
    [one] { $all } tabla.
   *[other] { $all } tablas.
} Lo hecho se conserva.
    .remedy = Ejecute otra vez el mismo comando: continúa con lo que falta.
upkeep-stopped-segments = Se detuvo después de { $done } de { $all ->
    [one] { $all } segmento.
   *[other] { $all } segmentos.
} Lo hecho se conserva.
    .remedy = Ejecute otra vez el mismo comando: continúa con lo que falta. Guarde las claves anteriores hasta entonces.
upkeep-stopped-files = Se detuvo después de { $done ->
    [one] { $done } archivo.
   *[other] { $done } archivos.
} Lo hecho se conserva.
    .remedy = Ejecute otra vez el mismo comando: continúa con lo que falta. Guarde las claves anteriores hasta entonces.
upkeep-unread-tables = Se detuvo después de { $done } de { $all ->
    [one] { $all } tabla.
   *[other] { $all } tablas.
} No se sabe si el resto está como se escribió.
    .remedy = Ejecute otra vez el mismo comando; empieza desde el principio.
upkeep-unread-segments = Se detuvo después de { $done } de { $all ->
    [one] { $all } segmento.
   *[other] { $all } segmentos.
} No se sabe si el resto está como se escribió.
    .remedy = Ejecute otra vez el mismo comando; empieza desde el principio.
upkeep-unwritten = La exportación se detuvo después de { $done } de { $all ->
    [one] { $all } tabla;
   *[other] { $all } tablas;
} lo que había escrito se eliminó.
    .remedy = Ejecute otra vez el mismo comando; empieza desde el principio.

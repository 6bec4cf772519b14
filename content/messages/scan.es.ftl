# Lo que un análisis dice de entradas dañadas y de límites alcanzados.

damage-charset = { $count ->
    [one] { $count } secuencia de bytes no pertenece al juego de caracteres del archivo y se reemplazó por un signo.
   *[other] { $count } secuencias de bytes no pertenecen al juego de caracteres del archivo y se reemplazaron por signos.
}
damage-evtx-chunk = Un bloque del log de eventos de Windows está dañado; se conservaron los registros legibles.
    .remedy = Vuelva a exportar el log en el equipo que lo escribió o busque una copia anterior al daño.
damage-evtx-record = El registro { NUMBER($record, useGrouping: "false") } del log de eventos de Windows está dañado y se omitió.
    .remedy = Vuelva a exportar el log en el equipo que lo escribió o busque una copia anterior al daño.
damage-evtx-record-unknown = Un registro del log de eventos de Windows está dañado, incluido su número; se omitió.
    .remedy = Vuelva a exportar el log en el equipo que lo escribió o busque una copia anterior al daño.
damage-evtx-checksum = La suma de verificación de un bloque no coincide: el log de eventos de Windows se dañó o se cambió después de escribirse.
    .remedy = Compárelo con el original en el equipo que lo escribió. Sus registros se leyeron de todos modos.

limit-occurrences = { $count ->
    [one] { $count } hallazgo de la entrada estándar no se pudo distinguir de una repetición por su contenido, solo por su posición.
   *[other] { $count } hallazgos de la entrada estándar no se pudieron distinguir de repeticiones por su contenido, solo por su posición.
}
    .remedy = Analice archivos en lugar de la entrada estándar si los identificadores de los hallazgos deben ser iguales entre una vez y otra.
limit-details = { $count ->
    [one] { $count } hallazgo no lleva su evento: no hubo espacio para él.
   *[other] { $count } hallazgos no llevan su evento: no hubo espacio para ellos.
    }
    .remedy = El evento está en el archivo y el registro que indica el hallazgo. Para tenerlos todos en el informe, elija un --level más alto o analice menos archivos a la vez.
limit-hosts = { $count ->
    [one] { $count } hallazgo está en un equipo que excede la cantidad que se cuenta por nombre.
   *[other] { $count } hallazgos están en equipos que exceden la cantidad que se cuenta por nombre.
}
    .remedy = Los hallazgos están completos. Para tener una lista completa de equipos, analice menos equipos a la vez.
limit-sequences = { $count ->
    [one] No se revisó si { $count } registro tiene vecinos faltantes: hay demasiados logs mezclados en un archivo.
   *[other] No se revisó si { $count } registros tienen vecinos faltantes: hay demasiados logs mezclados en un archivo.
}
    .remedy = Analice los logs de cada equipo en archivos separados.
limit-lanes = { $count ->
    [one] Las reglas no revisaron { $count } evento: hay demasiadas formas distintas de log mezcladas.
   *[other] Las reglas no revisaron { $count } eventos: hay demasiadas formas distintas de log mezcladas.
}
    .remedy = Analice estos logs en grupos más pequeños.
limit-leases = { $count ->
    [one] No se conservó { $count } concesión de dirección: hay demasiadas para decir quién tuvo cada dirección.
   *[other] No se conservaron { $count } concesiones de direcciones: hay demasiadas para decir quién tuvo cada dirección.
}
    .remedy = Consulte los logs del servidor DHCP o de la puerta de enlace VPN, o analice menos días a la vez.
limit-correlation-hits = { $count ->
    [one] { $count } coincidencia quedó fuera de las correlaciones: había demasiadas.
   *[other] { $count } coincidencias quedaron fuera de las correlaciones: había demasiadas.
}
    .remedy = Analice menos días o menos equipos a la vez.
correlation-without-time = { $count ->
    [one] { $count } coincidencia no participó en las correlaciones: su evento no tiene una hora legible.
   *[other] { $count } coincidencias no participaron en las correlaciones: sus eventos no tienen una hora legible.
}
    .remedy = Las reglas que necesitan un solo evento las vieron de todos modos.
correlation-without-group = { $count ->
    [one] { $count } coincidencia no participó en una correlación: a su evento le falta un campo por el que la correlación agrupa.
   *[other] { $count } coincidencias no participaron en una correlación: a sus eventos les falta un campo por el que la correlación agrupa.
}
    .remedy = Vea si el emisor puede registrar ese campo.
correlation-without-value = { $count ->
    [one] { $count } coincidencia no participó en una correlación: a su evento le falta el valor que la correlación cuenta o suma.
   *[other] { $count } coincidencias no participaron en una correlación: a sus eventos les falta el valor que la correlación cuenta o suma.
}
    .remedy = Vea si el emisor puede registrar ese valor.
limit-rule = La regla «{ $title }» no se aplicó: { $reason }

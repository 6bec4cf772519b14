# Indicadores: lo que se busca en cada evento, y lo que no se tomó de lo que otros enviaron.

indicator-sort-ip = dirección
indicator-sort-network = red
indicator-sort-domain = dominio
indicator-sort-url = dirección web (URL)
indicator-sort-email = dirección de correo
indicator-sort-file = nombre de archivo
indicator-sort-hash = hash { $method }

indicator-broad-network = la red es demasiado grande: /16 en IPv4 y /32 en IPv6 son las mayores
indicator-broad-local = cada red lo tiene para sí
indicator-broad-resolver = todos le preguntan nombres
indicator-broad-suffix = debajo están los nombres de muchos otros
indicator-broad-empty = es el hash de un archivo vacío, o de nada que diga algo
indicator-broad-file = cada máquina tiene un archivo con ese nombre

indicator-refused-damaged = No se puede leer: { $value }.
indicator-refused-missing = Falta «{ $value }».
indicator-refused-value = «{ $value }» no es dirección, red, dominio, URL, dirección de correo ni hash.
indicator-refused-not-of = «{ $value }» no es un valor para { $sort }.
indicator-refused-several = La fila tiene más de un valor, y nada dice si vale uno o todos.
indicator-refused-sort = No se buscan valores de tipo «{ $value }».
indicator-refused-language = No se leen patrones en «{ $value }».
indicator-refused-unknown = No se entiende «{ $value }».
indicator-refused-pattern = El patrón no se puede leer a partir del carácter { $at }.
indicator-refused-long = El patrón tiene más de { $limit } bytes.
indicator-refused-deep = El patrón está anidado a más de { $limit } niveles.
indicator-refused-many = El patrón tiene más de { $terms } alternativas, o más de { $parts } valores en una.
indicator-refused-broad = «{ $value }» coincidiría con demasiado: { $reason }.
    .remedy = Si es lo que quiere, impórtelo con --broad.
indicator-refused-time = «{ $value }» no es una fecha.
indicator-refused-order = Termina antes de empezar.
indicator-refused-not-detected = Quien lo envía dice que no es para detectar (to_ids).

indicator-file-long = El archivo tiene más de { $limit } bytes. No se tomó nada de él.
indicator-file-full = El archivo tiene más de { $limit } indicadores. No se tomó nada de él.
indicator-file-encoding = El archivo no es UTF-8 a partir del byte { $at }. No se tomó nada de él.
indicator-file-json = El archivo es JSON que no se puede leer: línea { $line }, columna { $column }. No se tomó nada de él.
indicator-file-no-bundle = El archivo es JSON, pero no un paquete de STIX: no tiene «objects». No se tomó nada de él.
indicator-file-no-column = Ninguna columna del encabezado tiene valores. No se tomó nada del archivo.
    .remedy = Llame value a una columna y, si ayuda, a otras type, name, valid_from, valid_until, tlp y confidence.
indicator-file-empty = Está vacío.
indicator-file-page = Es una página web y no una lista: quizá la que ve quien no ha iniciado sesión. No se tomó nada de él.

indicator-title = Indicador visto: { $sort } { $value }
indicator-title-named = Indicador visto: { $sort } { $value } ({ $name })

indicators-about = Buscar lo que otros dicen que es malo
indicators-about-import = Tomar indicadores de STIX, CSV o listas simples, y buscarlos en lo que llega y en lo guardado
indicators-about-list = Mostrar lo que se busca
indicators-about-remove = Dejar de buscar indicadores
indicators-value-marking = MARCA
indicators-value-form = FORMA
indicators-value-type = TIPO
indicators-value-value = VALOR
indicators-help-files = Paquetes de STIX 2.1, CSV con encabezado, o listas de un valor por línea. Lo que es un archivo se sabe por su contenido.
indicators-help-origin = Quién los envió, con un nombre suyo. Lo que vuelve del mismo origen se distingue de lo nuevo.
indicators-help-origin-only = Solo los de este origen.
indicators-help-organization = Buscarlos solo en los eventos de esta organización.
indicators-help-for-all = Buscarlos en los eventos de todas las organizaciones.
indicators-help-marking = Hasta dónde se pueden compartir, cuando el archivo no lo dice.
indicators-help-valid-for = Cuánto valen desde ahora, cuando el archivo no lo dice, como 90d.
indicators-help-until = Hasta cuándo valen, cuando el archivo no lo dice.
indicators-help-level = Qué tan graves son las coincidencias, diga lo que diga el archivo. Si no, decide su confianza: desde 70 alto, desde 30 medio, por debajo bajo, sin ella medio.
indicators-help-form = Qué son los archivos, cuando no debe decidirlo su contenido.
indicators-help-broad = Tomar también lo que coincidiría con medio mundo.
indicators-help-again = Tomar también lo que aquí se quitó antes.
indicators-help-last = Hasta cuándo atrás buscar en lo guardado, como 90d. Por omisión: 30d.
indicators-help-no-past = No buscar en lo guardado.
indicators-help-type = Solo los de este tipo.
indicators-help-expired = También los que ya no valen.
indicators-help-removed = También los que se quitaron.
indicators-help-limit = Indicadores que se muestran. Por omisión: { $limit }.
indicators-help-values = Valores, identificadores de STIX, o identificadores que nombran los hallazgos.
indicators-error-whose = Diga en los eventos de quién se buscan: --organization NOMBRE, o --for-all.
indicators-error-origin = Diga quién los envió: --origin NOMBRE.
indicators-error-name = El nombre después de { $flag } está vacío, tiene más de { $limit } bytes, o tiene caracteres que no se muestran.
indicators-error-past = --last y --no-past se contradicen.
indicators-error-holds = --valid-for y --until dicen lo mismo; dé uno de los dos.
indicators-error-nothing = Diga cuáles: valores, o --origin NOMBRE para todo lo que envió.
indicators-fail-none = Aquí no se guardan indicadores.
    .remedy = atalaya indicators import toma algunos.
indicators-fail-file = { $file }: { $reason }
indicators-imported = Indicadores de { $origin }
indicators-new = { $count ->
    [0] Ninguno es nuevo.
    [one] { $count } es nuevo.
   *[other] { $count } son nuevos.
}
indicators-updated = { $count ->
    [one] { $count } dice ahora otra cosa.
   *[other] { $count } dicen ahora otra cosa.
}
indicators-known = { $count ->
    [one] { $count } ya se conocía.
   *[other] { $count } ya se conocían.
}
indicators-revoked = { $count ->
    [one] { $count } lo retira quien lo envió.
   *[other] { $count } los retira quien los envió.
}
indicators-removed-before = { $count ->
    [one] { $count } se quitó aquí antes y así queda (--again lo toma).
   *[other] { $count } se quitaron aquí antes y así quedan (--again los toma).
}
indicators-expired = { $count ->
    [one] De los nuevos y cambiados, { $count } ya no vale: solo se busca en eventos anteriores.
   *[other] De los nuevos y cambiados, { $count } ya no valen: solo se buscan en eventos anteriores.
}
indicators-others = { $count ->
    [one] Se pasó por alto { $count } objeto de otro tipo.
   *[other] Se pasaron por alto { $count } objetos de otros tipos.
}
indicators-beyond = { $count ->
    [one] Para { $count } indicador no hay lugar
   *[other] Para { $count } indicadores no hay lugar
}: se guardan { $limit }, y { $theirs } de una organización.
    .remedy = Quite lo viejo: atalaya indicators remove --origin NOMBRE.
indicators-unread = { $count ->
    [one] { $count } indicador del libro no se puede leer, y no se busca.
   *[other] { $count } indicadores del libro no se pueden leer, y no se buscan.
}
    .remedy = Si el libro está cifrado, dé sus claves; si no, importe de nuevo esos indicadores.
indicators-unheard = Todavía no hay nada guardado de { $organization }: vea si el nombre es correcto.
indicators-refused = { $count ->
    [one] { $count } no se tomó
   *[other] { $count } no se tomaron
}
indicators-line = línea { $number }
indicators-object = objeto { $number }
indicators-past = Lo guardado
indicators-looked = Se miraron { $events } eventos desde { $since }: { $hits } coincidencias.
indicators-hits-new = { $count ->
    [0] Todas se habían hallado antes.
    [one] { $count } es un hallazgo nuevo.
   *[other] { $count } son hallazgos nuevos.
}
indicators-hits-centre = El centro registra las nuevas como hallazgos.
indicators-hits-beyond = { $count ->
    [one] { $count } solo se cuenta: su indicador tiene demasiadas en un día.
   *[other] { $count } solo se cuentan: sus indicadores tienen demasiadas en un día.
}
indicators-hits-crowded = { $count ->
    [one] Se omitió { $count } coincidencia: su evento tiene demasiadas.
   *[other] Se omitieron { $count } coincidencias: sus eventos tienen demasiadas.
}
indicators-unjudged = { $count ->
    [one] { $count } evento no se pudo mirar.
   *[other] { $count } eventos no se pudieron mirar.
}
indicators-heading = { $count ->
    [0] Ningún indicador
    [one] { $count } indicador
   *[other] { $count } indicadores
}
indicators-more = Hay más: --limit muestra más.
indicators-column-sought = Se busca
indicators-column-origin = Origen
indicators-column-marking = Marca
indicators-column-holds = Vale
indicators-column-name = Nombre
indicators-state-removed = quitado { $time }
indicators-state-expired = venció { $time }
indicators-state-until = hasta { $time }
indicators-state-open = sin fin
indicators-everyone = todas
indicators-removed = { $count ->
    [0] No se busca ningún indicador así.
    [one] { $count } indicador ya no se busca.
   *[other] { $count } indicadores ya no se buscan.
}
serve-indicators = { $count ->
    [one] Se busca { $count } indicador.
   *[other] Se buscan { $count } indicadores.
}
serve-indicators-beyond = { $count ->
    [one] Se omitió { $count } coincidencia de un indicador, porque su evento tenía demasiadas.
   *[other] Se omitieron { $count } coincidencias de indicadores, porque sus eventos tenían demasiadas.
}
indicators-fail-no-file = { $file } no es un archivo que se pueda leer entero. No se tomó nada.
    .remedy = Guarde primero en un archivo lo que entrega.

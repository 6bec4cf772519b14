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

# Búsquedas de amenazas: palabras, SQL y reglas sobre lo que se guardó.

hunt-about = Busca en lo guardado: con palabras, con SQL o con reglas
hunt-value-question = PALABRAS O SQL
hunt-value-output = FORMATO O ARCHIVO
hunt-help-question = Palabras de búsqueda, como: powershell host:dc01 -user:SYSTEM "dos palabras"; o una pregunta en SQL, que comienza con SELECT. Escriba ambas entre comillas simples. Después de --, las palabras pueden comenzar con un guion.
hunt-help-last = Solo el tiempo hasta ahora: 30m, 24h, 7d, 4w.
hunt-help-output = Cómo se ve la respuesta: table, csv, json; o un archivo según su terminación: .csv, .jsonl, .parquet; o ambos: parquet:ARCHIVO. Con --rule: hallazgos (.jsonl), informe (.html), cronología (.csv) y los demás archivos de scan. Si no se indica: table.
hunt-help-rule = Reglas Sigma que se aplican: un archivo, una carpeta, o el identificador, nombre o título de una regla que viene con el programa. Se puede repetir.
hunt-help-limit = Filas de la respuesta. Si no se indica: 10,000; en un archivo, todas.
hunt-help-timeout = Cuánto puede tardar: 90s, 10m. Si no se indica: un minuto; con --rule, un día por cada tipo.
hunt-help-memory = Memoria que pueden ocupar ordenar y contar: 512MB, 2GB. Si no se indica: 256 MiB.
hunt-help-explain = Muestra cómo se responde la pregunta y qué archivos se leen, en lugar de la respuesta.

hunt-error-nothing = No se indicó qué buscar.
    .remedy = Escriba palabras o SQL, como: atalaya hunt 'powershell host:dc01'; o reglas con --rule.
hunt-error-both = Se indicaron a la vez palabras o SQL y --rule.
    .remedy = Ejecute una cosa después de la otra.
hunt-error-output = { $value } no es una forma de respuesta conocida.
    .remedy = Se conocen: { $formats }; o un archivo que termina en .csv, .json, .jsonl, .ndjson, .parquet o .txt; o una forma y un archivo: parquet:ARCHIVO.
hunt-error-parquet = Parquet solo se puede escribir en un archivo.
    .remedy = Indique uno: --output parquet:ARCHIVO.
hunt-error-limit = { $value } no es un número de filas entre 1 y { $limit }.

hunt-organization = No hay nada guardado de una organización { $name }.
    .remedy = atalaya lake status muestra las organizaciones.
hunt-organization-near = No hay nada guardado de una organización { $name }. ¿Quiso decir: { $near }?
    .remedy = atalaya lake status muestra las organizaciones.

hunt-period-length = { $value } no es una duración.
    .remedy = Escriba un número y una unidad: 30m, 24h, 7d, 4w, 1y.
hunt-period-time = { $value } no es un momento válido.
    .remedy = Escríbalo como 2024-05-01 o 2024-05-01T10:30. Se lee como UTC.
hunt-period-place = last:, since: y until: están donde limitarían solo una parte de la búsqueda.
    .remedy = Escríbalos fuera de paréntesis, OR y NOT, o use --last, --since y --until.
hunt-period-order = El período termina antes de comenzar.

hunt-words-long = La búsqueda tiene más de { $limit } bytes.
hunt-words-many = La búsqueda tiene más de { $limit } palabras.
hunt-words-deep = Hay paréntesis y negaciones anidados a más de { $limit } niveles.
hunt-words-kinds = La búsqueda nombra campos de más de { $limit } tipos de log.
    .remedy = Nombre campos que tengan menos tipos.
hunt-words-quote = Las comillas del carácter { $at } no se cierran.
    .remedy = Ciérrelas; unas comillas dentro de comillas se escriben dos veces.
hunt-words-parenthesis = El paréntesis del carácter { $at } no tiene pareja.
    .remedy = Para buscar el paréntesis mismo, ponga la palabra entre comillas.
hunt-words-dangling = En el carácter { $at }, { $word } no tiene qué unir.
    .remedy = Para buscar la palabra misma, póngala entre comillas.
hunt-words-field = No existe el campo { $name }.
    .remedy = Para buscar el texto con sus dos puntos, póngalo entre comillas. Los campos: atalaya hunt 'SELECT * FROM lake.columns'.
hunt-words-field-near = No existe el campo { $name }. ¿Quiso decir: { $near }?
    .remedy = Para buscar el texto con sus dos puntos, póngalo entre comillas. Los campos: atalaya hunt 'SELECT * FROM lake.columns'.
hunt-words-no-value = El campo { $field } no tiene valor.
    .remedy = Escriba { $field }:valor sin espacio; { $field }:* encuentra eventos que tienen algún valor.
hunt-words-number = El campo { $field } contiene números; { $value } no lo es.
    .remedy = Escriba { $field }:443, { $field }:>1024 o { $field }:44*.
hunt-words-truth = El campo { $field } es true o false, y nunca { $value }.
hunt-words-time = El campo { $field } contiene fechas y horas; { $value } no lo es.
    .remedy = Escriba { $field }:>=2024-05-01 o { $field }:<2024-05-01T10:30.
hunt-words-order = El campo { $field } no se puede comparar con { $value }: solo los números, las fechas y las horas tienen orden.
hunt-words-network = El campo { $field } contiene direcciones; { $value } no es ni una dirección ni una red.
    .remedy = Escriba { $field }:10.0.0.0/8 o { $field }:2001:db8::/32.
hunt-words-value = No hay nada guardado con { $value } como { $field }.
    .remedy = atalaya lake status muestra las organizaciones, los tipos y las fuentes.
hunt-words-value-near = No hay nada guardado con { $value } como { $field }. ¿Quiso decir: { $near }?
    .remedy = atalaya lake status muestra las organizaciones, los tipos y las fuentes.
hunt-words-wildcard = El comodín en { $word } necesita un campo.
    .remedy = Escriba campo:{ $word }, o dos palabras. Para buscar el asterisco mismo, ponga la palabra entre comillas.
hunt-words-long-word = Una palabra tiene más de { $limit } bytes.

hunt-note-small = Se buscó { $word } como palabra. Para unir palabras, escriba { $capitals }.
hunt-note-leaves-out = -{ $word } excluye lo que contiene { $word }. Para buscar también el guion, escriba "-{ $word }".
hunt-note-network = Se buscó { $network } como texto. Para encontrar direcciones de esa red, escriba ip:{ $network }.

hunt-became = El SQL en que se convirtieron las palabras:
hunt-progress = { $done } de { $files } archivos, { $rows } filas revisadas
hunt-summary = { $rows ->
        [0] No se encontró nada.
        [one] 1 fila.
       *[other] { $rows } filas.
    } Se revisaron { $read } filas en { $time }.
hunt-cut = { $count ->
        [one] Se recortó 1 valor para que quepa.
       *[other] Se recortaron { $count } valores para que quepan.
    }
    .remedy = --output json y --output csv los dan completos.
hunt-no-room = No hubo lugar para estas columnas: { $columns }.
    .remedy = Pida menos columnas, o use --output json.
hunt-value = No se puede mostrar un valor de la respuesta: { $reason }

hunt-sql-syntax = No se entiende el SQL: { $reason }
    .remedy = Las palabras se buscan sin SQL: atalaya hunt 'powershell host:dc01'.
hunt-sql-syntax-at = No se entiende el SQL en la línea { $line }, carácter { $column }: { $reason }
    .remedy = Los textos van entre comillas 'simples'; los nombres de campos, entre comillas "dobles".
hunt-sql-long = La pregunta tiene más de { $limit } bytes.
hunt-sql-complex = La pregunta tiene demasiadas partes, o están anidadas a demasiada profundidad.
    .remedy = Pregunte en varios pasos.
hunt-sql-no-question = Esto no es una sola pregunta.
    .remedy = Se puede preguntar con SELECT, WITH, EXPLAIN, DESCRIBE y SHOW TABLES, una pregunta a la vez. No se puede escribir ni cambiar nada.
hunt-sql-column = No existe el campo { $name }.
    .remedy = DESCRIBE y el nombre de un tipo muestran sus campos. Los textos van entre comillas 'simples'.
hunt-sql-column-near = No existe el campo { $name }. ¿Quiso decir: { $near }?
    .remedy = DESCRIBE y el nombre de un tipo muestran sus campos. Los textos van entre comillas 'simples'.
hunt-sql-column-kinds = El campo { $name } no existe aquí. Está en: { $places }
    .remedy = Pregunte a uno de esos tipos: SELECT * FROM TIPO.
hunt-sql-column-near-kinds = El campo { $name } no existe aquí. ¿Quiso decir: { $near }? Están en: { $places }
    .remedy = Pregunte a uno de esos tipos: SELECT * FROM TIPO.
hunt-sql-table = No existe el tipo de log { $name }.
    .remedy = SHOW TABLES muestra lo que hay; events tiene todos los tipos.
hunt-sql-table-near = No existe el tipo de log { $name }. ¿Quiso decir: { $near }?
    .remedy = SHOW TABLES muestra lo que hay; events tiene todos los tipos.
hunt-sql-function = No existe la función { $name }.
    .remedy = docs/hunt.md tiene las funciones.
hunt-sql-function-near = No existe la función { $name }. ¿Quiso decir: { $near }?
    .remedy = docs/hunt.md tiene las funciones.
hunt-sql-misplaced = La función { $function } no puede estar aquí, o no con estos argumentos.
    .remedy = docs/hunt.md dice cómo se usa.
hunt-sql-memory = La pregunta necesita más de { $mebibytes } MiB de memoria.
    .remedy = Pregunte por un tiempo más corto o menos columnas, o permita más con --memory 1GB.
hunt-sql-time = La pregunta se detuvo después de { $seconds ->
        [one] 1 segundo.
       *[other] { $seconds } segundos.
    } Lo mostrado hasta entonces es cierto, y puede haber más.
    .remedy = Pregunte por un tiempo más corto, o permita más con --timeout 10m.
hunt-sql-rows = Hay más de { $limit ->
        [one] 1 fila; no es todo.
       *[other] { $limit } filas; no son todas.
    }
    .remedy = Permita más con --limit, o escríbalas todas en un archivo con --output.
hunt-sql-cancelled = Se detuvo la búsqueda. Lo mostrado hasta entonces es cierto, y puede haber más.
hunt-sql-damaged = La tabla { $table } del lago está dañada, así que la respuesta no estaría completa.
    .remedy = Exclúyala con --organization, o pregunte por otros tipos por su nombre en SQL. Vea qué está mal: atalaya lake verify
hunt-sql-division = La pregunta divide entre cero.
    .remedy = Divida entre nullif(VALOR, 0): donde el valor es 0, el resultado queda vacío.
hunt-sql-value = Un valor no es lo que la pregunta supone: un número, una fecha y hora o una red. El motor dice: { $reason }
    .remedy = Escriba las fechas y horas como '2024-05-01T10:30:00Z' y las redes como '10.0.0.0/8'. try_cast(VALOR AS INT) deja vacío lo que no es un número.
hunt-sql-file-of = Falta un archivo de la tabla { $table } o está dañado, así que la respuesta no estaría completa. El motor dice: { $reason }
    .remedy = Primero copie la carpeta a otro lugar. Vea todo lo que está mal: atalaya lake verify
hunt-sql-file = Falta un archivo del lago o está dañado, así que la respuesta no estaría completa. El motor dice: { $reason }
    .remedy = Primero copie la carpeta a otro lugar. Vea cuál es y todo lo que está mal: atalaya lake verify
hunt-sql-engine = No se puede responder la pregunta: { $reason }

hunt-rule-unknown = { $rule } no es un archivo ni una regla que venga con el programa.
    .remedy = atalaya rules list las muestra.
hunt-rule-correlation = { $rule } es una correlación, que necesita las reglas que une.
    .remedy = Indique una carpeta que la tenga junto con esas reglas.
hunt-rule-organizations = Hay eventos de varias organizaciones, y las reglas se aplican a una a la vez: { $organizations }
    .remedy = Indíquela con --organization.
hunt-rows-damaged = Los eventos guardados del tipo { $kind } no están como se escribieron.
    .remedy = atalaya lake verify dice qué archivos están dañados.
hunt-rules-asked = En qué se buscó
hunt-rules-no-kind = No hay nada guardado de los tipos de log para los que son estas reglas.
hunt-column-stored = guardados
hunt-column-judged = evaluados

# Qué está mal o es dudoso en reglas, correlaciones y filtros, y qué hacer al respecto.

rule-yaml-syntax = El archivo no es YAML válido: { $reason }.
    .remedy = Corrija la línea; lo habitual es que falte una comilla o que la sangría esté mal. Lo que está antes en el archivo sí se leyó.
rule-yaml-key-twice = La clave «{ $key }» aparece dos veces en el mismo mapa.
    .remedy = Deje una sola; si quiere comprobar dos veces el mismo campo, escriba dos búsquedas.
rule-yaml-key-not-text = Una clave es una lista o un mapa, no un texto.
    .remedy = Escriba la clave como texto.
rule-yaml-alias-unknown = Un alias de YAML remite a un ancla que no existe.
    .remedy = Defina el ancla antes del alias o escriba el valor completo.
rule-yaml-limit = El archivo supera el límite de { $limit } { $what ->
        [bytes] bytes
        [documents] documentos
        [nodes] valores
       *[levels] niveles de anidamiento
    }.
    .remedy = Divida el archivo y verifique de dónde viene: las reglas nunca son tan grandes.
rule-file-empty = El archivo no contiene ninguna regla.
    .remedy = Elimine el archivo o escriba una regla en él.
rule-not-map = El documento no es un mapa de claves y valores, por lo tanto no es una regla de Sigma.
    .remedy = Comience el documento con «title:» y las demás claves de una regla.
rule-diagnostics-beyond = Otros { $count } problemas de este archivo no se muestran.
    .remedy = Corrija los que se muestran y vuelva a revisar el archivo.
rule-collection-limit = Los documentos de esta colección se combinarían en más de { $limit } valores.
    .remedy = Escriba las reglas en archivos separados.
rule-action-unknown = «{ $action }» no es una acción; lo son global, reset y repeat.
    .remedy = Corrija la acción o, mejor, escriba cada regla como un documento propio.
rule-key-missing = Falta «{ $key }».
    .remedy = Agregue «{ $key }»; la especificación de Sigma lo exige.
rule-key-type = «{ $key }» debe ser { $expected ->
        [text] un texto
        [list] una lista
        [map] un mapa de claves y valores
        [number] un número
       *[bool] true o false
    }.
    .remedy = Escríbalo de esa forma.
rule-key-ignored = «{ $key }» no es { $expected ->
        [text] un texto
        [list] una lista
        [map] un mapa de claves y valores
        [number] un número
       *[bool] true o false
    } y se omite; la regla se usa sin eso.
    .remedy = Escríbalo de esa forma.
rule-list-empty = La lista «{ $key }» está vacía.
    .remedy = Indique al menos un elemento.
rule-id-not-uuid = El id «{ $id }» no es un UUID.
    .remedy = Asigne un UUID a la regla, para que sus hallazgos sigan siendo los suyos aunque cambie el título.
rule-id-twice = El id «{ $id }» ya lo usa la regla de { $first }.
    .remedy = Asigne un id nuevo a una de las dos o elimine la copia.
rule-status-unknown = «{ $status }» no es un estado: stable, test, experimental, deprecated o unsupported.
    .remedy = Use una de estas palabras.
rule-level-unknown = «{ $level }» no es un nivel; la regla se toma como informational.
    .remedy = Use informational, low, medium, high o critical.
rule-date-invalid = «{ $date }» en «{ $key }» no es una fecha con el formato AAAA-MM-DD.
    .remedy = Escriba la fecha como en 2024-08-08.
rule-logsource-empty = El origen de los logs no indica producto, categoría ni servicio, así que la regla se aplicaría a todo.
    .remedy = Indique al menos uno de los tres.
rule-searches-missing = «{ $key }» no contiene ninguna búsqueda.
    .remedy = Escriba al menos una búsqueda junto a la condición.
rule-search-empty = La búsqueda «{ $search }» está vacía.
    .remedy = Escriba qué debe buscar o elimínela de la regla y de la condición.
rule-search-unknown = La condición menciona la búsqueda «{ $search }», que no existe.
    .remedy = Corrija el nombre o agregue la búsqueda.
rule-search-unused = Ninguna condición usa la búsqueda «{ $search }».
    .remedy = Úsela en la condición o elimínela; tal como está no cambia nada.
rule-pattern-selects-none = Ninguna búsqueda tiene un nombre que coincida con «{ $pattern }».
    .remedy = Corrija el patrón en la condición o los nombres de las búsquedas.
rule-condition-syntax = No se puede leer la condición: no se espera «{ $found }» en su carácter { $column }.
    .remedy = Una las búsquedas con and, or, not y paréntesis; escriba «1 of nombre*» para una de varias.
rule-condition-ends = La condición termina antes de tiempo, en su carácter { $column }.
    .remedy = Complétela: falta una búsqueda o un paréntesis de cierre.
rule-condition-aggregation = La condición contiene una agregación después de «|» (carácter { $column }), una forma que Sigma ya abandonó.
    .remedy = Deje la parte anterior a «|» y escriba un documento de correlación con type, rules, group-by, timespan y condition.
rule-condition-long = La condición tiene más de { $limit } bytes.
    .remedy = Use patrones como «1 of nombre*» o divida la regla.
rule-condition-deep = La condición tiene más de { $limit } niveles de anidamiento.
    .remedy = Quite los paréntesis innecesarios o divida la regla.
rule-timeframe-ignored = «timeframe» pertenece a las agregaciones antiguas y aquí no se usa.
    .remedy = Elimínelo o escriba un documento de correlación con «timespan».
rule-modifier-unknown = «{ $modifier }» no es un modificador; ¿quiso decir «{ $nearest }»?
    .remedy = Corrija la palabra que sigue al nombre del campo.
rule-modifier-unlike = «{ $modifier }» no es un modificador.
    .remedy = Corrija la palabra que sigue al nombre del campo; si «|» forma parte del nombre, el campo no se puede usar en una regla.
rule-modifier-twice = El modificador «{ $modifier }» aparece dos veces.
    .remedy = Escríbalo una sola vez.
rule-modifier-conflict = Los modificadores «{ $first }» y «{ $second }» se contradicen.
    .remedy = Deje el que corresponde; si quiere ambos, escriba dos búsquedas.
rule-modifier-needs = El modificador «{ $modifier }» solo tiene sentido junto con «{ $needed }».
    .remedy = Agregue «{ $needed }» antes o elimínelo.
rule-modifier-needs-field = El modificador «{ $modifier }» necesita un campo y no se puede usar con palabras clave.
    .remedy = Escriba el nombre del campo antes de «|».
rule-modifier-limit = El elemento tiene más de { $limit } modificadores.
    .remedy = Deje los que corresponden.
rule-values-missing = La lista de valores está vacía.
    .remedy = Agregue un valor; para un campo sin valor, escriba null o ''.
rule-value-not-scalar = Un valor es una lista o un mapa; un campo solo se puede comparar con textos, números, true, false y null.
    .remedy = Escriba los valores en una sola lista.
rule-value-null = null no se puede usar con este modificador ni como palabra clave.
    .remedy = Escriba la comprobación de null en una búsqueda propia, sin modificador.
rule-value-not-text = «{ $value }» no es un texto, y el modificador «{ $modifier }» lo necesita.
    .remedy = Ponga el valor entre comillas si se trata de un texto.
rule-value-not-number = «{ $value }» no es un número, y el modificador «{ $modifier }» lo necesita.
    .remedy = Escriba un número decimal.
rule-value-not-bool = «{ $value }» no es true ni false, y «exists» lo necesita.
    .remedy = Escriba true o false sin comillas.
rule-value-not-network = «{ $value }» no es una dirección ni una red.
    .remedy = Escríbalo como en 10.0.0.0/8 o 2001:db8::/32.
rule-null-in-list = null está en una lista con otros valores; la especificación pide que vaya en una búsqueda propia. Coincide cualquiera de los valores, incluido null.
    .remedy = Escriba dos búsquedas y «1 of nombre*» en la condición.
rule-all-single = «all» acompaña a un solo valor y no cambia nada.
    .remedy = Quite «all» o agregue los demás valores.
rule-regex-unsupported = La expresión regular «{ $pattern }» usa { $feature ->
        [look-around] una aserción hacia adelante o hacia atrás
        [backreference] una referencia a un grupo anterior
        [atomic-group] un grupo atómico
        [branch-reset] un reinicio de alternativas
        [conditional] un condicional
        [recursion] recursión
        [comment] un comentario
       *[escape] un escape de PCRE
    }, que Sigma no permite y que no se puede evaluar en un tiempo acotado.
    .remedy = Escríbala sin eso; a menudo varias búsquedas con «and not» dicen lo mismo.
rule-regex-invalid = La expresión regular «{ $pattern }» no se puede usar: { $fault ->
        [group-unclosed] falta cerrar un grupo
        [group-unopened] un paréntesis de cierre no tiene grupo
        [class-unclosed] falta cerrar una clase de caracteres
        [class-range] un rango de una clase de caracteres no es válido
        [escape] una secuencia de escape no existe
        [repetition-missing] una repetición no tiene qué repetir
        [repetition-count] un número de repeticiones no es válido
        [depth] tiene demasiados niveles anidados
       *[syntax] su sintaxis no es válida
    }.
    .remedy = Corrija la expresión.
rule-regex-too-large = La expresión regular «{ $pattern }» necesita más de { $limit } bytes al compilarse.
    .remedy = Pida menos repeticiones, como a{"{1,50}"} en lugar de a{"{1,5000}"}, o divida la expresión.
rule-fieldref-not-text = «{ $value }» no es el nombre de un campo, y «fieldref» lo necesita.
    .remedy = Escriba el nombre del otro campo.
rule-compare-not-number = «{ $value }» no es un número, y la comparación lo necesita.
    .remedy = Escriba un número decimal.
rule-expand-too-many = Los marcadores de un valor representan más de { $limit } textos.
    .remedy = Asigne menos valores a los marcadores o use menos marcadores en un mismo valor.
rule-too-large = La regla suma más de { $limit } comprobaciones.
    .remedy = Divida la regla o asigne menos valores a sus marcadores.
rule-fields-too-many = Las reglas de un mismo origen de logs usan más de { $limit } campos.
    .remedy = Cargue menos reglas a la vez.
rule-correlation-type-unknown = «{ $type }» no es un tipo de correlación.
    .remedy = Use event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile o value_median.
rule-correlation-rule-twice = La correlación menciona dos veces la regla «{ $rule }»; cuenta una sola vez.
    .remedy = Elimine una de las dos.
rule-correlation-rules-limit = La correlación se refiere a más de { $limit } reglas.
    .remedy = Divídala en varias correlaciones y encadénelas.
rule-correlation-fields = Solo value_count admite varios campos; este tipo necesita exactamente uno.
    .remedy = Indique el único campo que contiene el número.
rule-timespan-invalid = «{ $timespan }» no es un período.
    .remedy = Escriba un número y una letra, como en 90s, 15m, 1h, 7d, 2w, 1M o 1y.
rule-comparison-missing = La condición no compara con nada.
    .remedy = Agregue gt, gte, lt, lte, eq o neq con un número.
rule-comparison-unknown = «{ $comparison }» no es una comparación.
    .remedy = Use gt, gte, lt, lte, eq o neq.
rule-percentile-invalid = El percentil no es un número de 0 a 100.
    .remedy = Escriba, por ejemplo, percentile: 95.
correlation-rule-unknown = La correlación se refiere a «{ $rule }», pero ninguna regla cargada tiene ese id o nombre.
    .remedy = Cargue la regla o corrija la referencia.
correlation-rule-ambiguous = La correlación se refiere a «{ $rule }», y varias reglas tienen ese nombre.
    .remedy = Haga referencia a la regla por su id o asigne a cada regla un nombre propio.
correlation-refers-refused = La correlación se refiere a la correlación «{ $rule }», que a su vez fue rechazada.
    .remedy = Corrija primero esa otra.
correlation-cycle = La correlación se refiere a sí misma, directamente o a través de otras: { $rules }.
    .remedy = Rompa el ciclo: una de ellas debe referirse solo a reglas.
correlation-alias-rule-unknown = El alias «{ $alias }» menciona la regla «{ $rule }», a la que la correlación no se refiere.
    .remedy = Corrija el nombre o agregue la regla en «rules».
correlation-condition-rule-unknown = La condición menciona «{ $rule }», que no está entre las reglas de la correlación.
    .remedy = Corrija el nombre o agregue la regla en «rules».

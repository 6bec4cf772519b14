# Dónde las reglas no encuentran nada, por qué y hasta cuándo.

exceptions-about = Decir dónde las reglas no encuentran nada, por qué y hasta cuándo, y ver qué deja de encontrarse por ello
exceptions-about-list = Listar todas las excepciones, con lo que cada una ha evitado que se encuentre
exceptions-about-add = Añadir una excepción: dónde una regla no encuentra nada, durante un tiempo
exceptions-about-remove = Quitar una excepción; lo que hizo sigue en la lista
exceptions-help-rule = La regla, por identificador o título
exceptions-value-condition = CAMPO=VALOR
exceptions-help-where = Lo que cumplen los eventos, con los campos como los llama la regla: 'Image|endswith=\updater.exe'. Si hay varios campos, deben cumplirse todos; si un campo se repite, basta uno de sus valores. Como en Sigma, * y ? representan cualquier texto y los modificadores van tras una barra vertical.
exceptions-value-text = TEXTO
exceptions-help-reason = El motivo; obligatorio
exceptions-help-for = Cuánto tiempo vale. Si no se indica: 90d; 400d como máximo.
exceptions-value-exception = EXCEPCIÓN
exceptions-help-exception = El identificador que muestra la lista
exceptions-error-reason = Una excepción necesita un motivo: --reason TEXTO. Quien la vea dentro de un año lo preguntará.
exceptions-error-where = Una excepción necesita al menos una condición: --where CAMPO=VALOR. Una regla que no se quiere en absoluto se deja fuera de «only» en la configuración.
exceptions-error-condition = { $value } no es una condición: se escribe un campo, un signo igual y un valor, como en 'User=SYSTEM'.
exceptions-error-long = Las condiciones y los motivos tienen { $limit } bytes como máximo.
exceptions-error-for = Una excepción vale { $days } días como máximo. Añádala de nuevo si entonces sigue siendo correcta.
exceptions-fail-rule = Ninguna regla que juzgue aquí se llama { $rule }, o hay más de una.
    .remedy = Indique su identificador: atalaya rules proof --json las lista todas.
exceptions-fail-rule-near = Ninguna regla que juzgue aquí se llama { $rule }, o lo hacen varias. Parecidas: { $near }
exceptions-everything = Eso se cumple en casi cualquier evento: ahí la regla apenas hallará nada. Una regla que no se quiere se deja fuera de «only» en la configuración.
exceptions-nobody = Aún no hay ninguna fuente de la organización { $organization }: hasta que la haya, la excepción no evita ningún hallazgo.
exceptions-fail-correlation = { $rule } es una correlación. Las excepciones son de las reglas a las que se refiere.
exceptions-fail-full = Ya hay { $limit } excepciones.
exceptions-fail-unknown = No hay ninguna excepción vigente { $exception }.
    .remedy = Vea atalaya exceptions list.
exceptions-added = Excepción { $exception }: «{ $title }» no encuentra nada ahí hasta { $until }. Un centro en marcha lo aplica desde ahora.
exceptions-is-removed = La excepción { $exception } ya no vale.
exceptions-heading = { $count ->
    [one] { $count } excepción
   *[other] { $count } excepciones
}
exceptions-column-exception = Excepción
exceptions-column-where = Dónde
exceptions-column-until = Hasta (UTC)
exceptions-column-suppressed = No encontrado por ella
exceptions-holds = vigente
exceptions-over = vencida
exceptions-removed = quitada
exceptions-everybody = todas

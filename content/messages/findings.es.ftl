# Lo que las reglas encontraron mientras el centro funcionaba.

findings-about = Muestra lo que las reglas encontraron mientras el centro funcionaba
findings-help-rule = Solo los hallazgos de la regla con este identificador.
findings-help-by-rule = Cuántos hallazgos tiene cada regla, en lugar de los hallazgos.
findings-help-limit = Cuántos hallazgos se muestran. Si no se indica: { $limit }.
findings-fail-none = Aquí todavía no se encontró nada: ningún centro ha funcionado en esta carpeta de datos.
    .remedy = atalaya serve pone uno en marcha. Lo que las reglas encuentran en los eventos guardados lo muestra atalaya hunt --rule.
findings-heading = { $count ->
    [0] Ningún hallazgo
    [one] { $count } hallazgo
   *[other] { $count } hallazgos, el más reciente primero
}
findings-more = Hay más: --limit muestra más de ellos; --since y --until, otros.
findings-rules-heading = { $count ->
    [0] Ningún hallazgo
    [one] Hallazgos de { $count } regla
   *[other] Hallazgos de { $count } reglas
}
findings-column-latest = Último (UTC)

ledger-fail-io = No se puede usar el libro del centro: { $reason }.
    .remedy = Revise el disco y a quién pertenece la carpeta ledger: atalaya doctor.
ledger-fail-database = No se puede usar la base de datos del libro (código { $code } de SQLite).
    .remedy = Lo que se recibió está en el diario de todos modos. atalaya doctor dice más.
ledger-fail-newer = El libro tiene el formato { $found }; este programa conoce hasta el { $known }.
    .remedy = Use la versión de Atalaya que lo escribió, o una posterior.
ledger-fail-damaged = El hallazgo { $number } del libro no está como fue escrito.
    .remedy = Recupere la carpeta ledger de una copia de seguridad; atalaya hunt --rule lo encuentra de nuevo en lo guardado.
findings-help-superseded = Incluye también los hallazgos que otros reemplazaron porque llegaron eventos con retraso.
findings-column-beyond = Solo contados
ledger-fail-chance = El sistema no entrega números aleatorios, así que no se pueden cifrar los hallazgos.

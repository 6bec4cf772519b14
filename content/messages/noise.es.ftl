# Cuánto ruido habrían hecho las reglas y con cuáles empezar.

noise-about-try = Decir cuánto ruido habrían hecho las reglas sobre lo guardado
noise-about-recommend = Recomendar con qué reglas empezar, según lo que los analistas pueden mirar
noise-help-rules = Archivos o carpetas de reglas, o identificadores de las nuestras. Si no se indica, todas las nuestras.
noise-help-budget = Alertas por hora que puede haber. Lo que una regla encuentra en un equipo durante una hora es una alerta. Si no se indica, { $budget }.
noise-help-output = Escribir en este archivo los identificadores de las reglas recomendadas, para «only» en la configuración del centro.
noise-error-budget = { $value } no es un presupuesto: es un número entero de 1 a { $limit }.
noise-heard = { $events } eventos de { $hours } horas
noise-quiet = { $count ->
    [one] { $count } regla no habría encontrado nada.
   *[other] { $count } reglas no habrían encontrado nada.
}
noise-chosen = Empiece con { $count ->
    [one] { $count } regla
   *[other] { $count } reglas
}: { $rate } alertas por hora de { $budget }. Primero van las más graves y, en el mismo nivel, las que menos ruido hacen.
noise-written = Sus identificadores están en { $file }: indíquelo como «only» en [detection], en la configuración del centro.
noise-left = { $count ->
    [one] { $count } regla queda
   *[other] { $count } reglas quedan
} para más adelante
noise-filters = Si un solo equipo hace casi todo el ruido, mire primero ahí: es una avería, una costumbre inocente o un ataque.
noise-informing = { $count ->
    [one] { $count } regla solo informa: guárdela
   *[other] { $count } reglas solo informan: guárdelas
} para las búsquedas.
noise-column-alerts = Alertas por hora
noise-column-hosts = Equipos
noise-column-loudest = El que más
noise-few = Es menos de una semana: lo que pasa otros días no está. Vuelva a preguntar cuando haya más guardado.

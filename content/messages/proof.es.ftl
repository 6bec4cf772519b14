# Qué reglas está demostrado que encuentran lo que deben encontrar.

proof-about = Mostrar qué reglas están demostradas, cuáles no y cuáles no pueden dispararse con lo que se envía
proof-help-not-proven = Omitir las reglas demostradas
proof-fail-none = Ningún centro ha juzgado nada aquí todavía, así que nada está demostrado.
    .remedy = Inicie uno sobre estos datos: atalaya serve.
proof-heading = { $proven } de { $rules ->
    [one] { $rules } regla está demostrada
   *[other] { $rules } reglas están demostradas
}
proof-all = Cada una encontró su canario durante el último día, y alguien envía los logs a los que se aplica.
proof-unproven = { $count ->
    [one] { $count } regla no está demostrada
   *[other] { $count } reglas no están demostradas
}
proof-unable = { $count ->
    [one] { $count } regla no puede dispararse con lo que se envía aquí
   *[other] { $count } reglas no pueden dispararse con lo que se envía aquí
}
proof-column-since = Desde (UTC)
proof-untried = No se ha introducido ningún canario desde que empezó el centro.
proof-no-finding = Se introdujo un canario y no se encontró nada.
proof-no-finding-of = Se introdujo un canario como { $kind } y no se encontró nada.
proof-old = La última demostración tiene más de un día.
proof-no-sample = No se conoce ningún evento que deba encontrar: ninguna muestra tiene { $fields }.
proof-no-witness = No se conoce ningún evento que deba encontrar.
proof-no-source = { $rules ->
    [one] { $rules } regla para { $logsource }: no ha llegado nada de ese tipo en un día. La alimentarían: { $kinds }.
   *[other] { $rules } reglas para { $logsource }: no ha llegado nada de ese tipo en un día. Las alimentarían: { $kinds }.
}
proof-no-field = { $rules ->
    [one] { $rules } regla necesita { $field }, que no tiene valor en { $kind }.
   *[other] { $rules } reglas necesitan { $field }, que no tiene valor en { $kind }.
}
proof-no-value = { $rules ->
    [one] { $rules } regla espera un valor para { $name }.
   *[other] { $rules } reglas esperan un valor para { $name }.
}
    .remedy = Indique un archivo que lo contenga en «placeholders», bajo [detection], en la configuración del centro.
proof-no-table = { $rules ->
    [one] { $rules } regla necesita una tabla de direcciones.
   *[other] { $rules } reglas necesitan una tabla de direcciones.
}
proof-no-kind = { $rules ->
    [one] { $rules } regla es para { $logsource }, que ningún tipo de log conocido aquí alimenta.
   *[other] { $rules } reglas son para { $logsource }, que ningún tipo de log conocido aquí alimenta.
}
proof-no-rules = { $rules ->
    [one] { $rules } correlación depende de reglas que no pueden dispararse aquí.
   *[other] { $rules } correlaciones dependen de reglas que no pueden dispararse aquí.
}
proof-round = Canarios: { $proven } de { $rules ->
    [one] { $rules } regla encontró el suyo.
   *[other] { $rules } reglas encontraron el suyo.
} «atalaya rules proof» muestra el resto.
proof-failed = { $count ->
    [one] { $count } regla no encontró su canario: { $titles }
   *[other] { $count } reglas no encontraron su canario: { $titles }
}
    .remedy = Lo que deberían encontrar pasaría inadvertido. «atalaya rules proof» dice con qué tipos de log fallan.
proof-none = Se vuelve a intentar con los canarios cada minuto; hasta entonces no se demuestra nada más.
proof-left-out = { $count ->
    [one] { $count } canario queda fuera
   *[other] { $count } canarios quedan fuera
}: lo que hace falta para decodificarlo es demasiado largo para conservarse.

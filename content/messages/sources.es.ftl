# Lo que han traído las fuentes y lo que les pasa.

sources-about = Mostrar lo que ha traído cada fuente y cuáles callan
sources-heading = { $count ->
    [one] { $count } fuente
   *[other] { $count } fuentes
}
sources-column-source = Fuente
sources-column-received = Recibido
sources-column-latest = Lo último (UTC)
sources-column-lost = Perdido
sources-column-state = Estado
sources-heard = se oye
sources-silent = en silencio desde { $since }
sources-never = nada todavía
sources-not-received = no se recibe aquí
sign-silent = Una fuente está en silencio
sign-lossy = Se pierde parte de lo que envía una fuente
sign-undecoded = Mucho de lo que envía una fuente no se puede decodificar
sign-ahead = El reloj de una fuente va adelantado

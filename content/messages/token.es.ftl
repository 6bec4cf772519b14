# Un token para una fuente.

token-about = Crea un token para una fuente que se recibe por http
token-fail-chance = El sistema no tiene números aleatorios.
    .remedy = Inténtelo de nuevo; si persiste, revise /dev/urandom en el sistema.
token-for-sender = Para quien envía:
token-for-settings = Para la fuente, en la configuración:
token-once = El token se muestra esta única vez y no se guarda en ningún lugar.

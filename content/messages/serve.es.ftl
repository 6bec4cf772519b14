# El centro en marcha: su configuración, dónde escucha y qué resultó.

serve-about = Poner el centro en marcha: recibir lo que envían las fuentes y guardarlo
serve-help-config = El archivo de configuración; si no se indica, atalaya.toml de esta carpeta.

serve-config-at = { $file }, línea { $line }: { $problem }
serve-config-rest = { $problems ->
    [one] No se muestra { $problems } problema más.
   *[other] No se muestran { $problems } problemas más.
}
serve-config-large = { $file } es demasiado grande para un archivo de configuración.
    .remedy = Se lee 1 MiB como máximo.
serve-config-utf8 = esto no es UTF-8.
serve-config-syntax = esto no es TOML.
serve-config-none = no se ha configurado ninguna fuente.
serve-config-sources = las fuentes se escriben como tablas: [[sources]] y debajo una línea por cada opción.
serve-config-many = hay más de { $limit } fuentes.
serve-config-unknown = aquí no existe la opción { $name }. Existen: { $names }.
serve-config-missing = falta la opción { $name }.
serve-config-text = { $name } debe ser un texto entre comillas.
serve-config-protocol = { $value } no se conoce. Existen: { $names }.
serve-config-address = { $value } no es una dirección con puerto, como 0.0.0.0:514 o [::]:514.
serve-config-from = from es una lista de redes, con { $limit } como máximo: ["10.0.0.0/8", "2001:db8::/32"].
serve-config-network = { $value } no es una red, como 10.0.0.0/8 o 2001:db8::/32.
serve-config-zone = { $value } no es una zona horaria conocida, como America/Guatemala o +02:00.
serve-config-twice = esta organización ya tiene una fuente { $name }.
serve-config-taken = otra fuente ya escucha en { $address }.
serve-config-name = { $value } no puede ser el nombre de una organización: es demasiado largo para una carpeta.
serve-fail-listen = No se puede escuchar en { $address }: { $reason }.
serve-blocked = No se recibe nada hasta que eso termine: no se lee de las fuentes. No se descarta nada.
serve-resumed = El centro vuelve a recibir lo que se envía.
serve-undecoded = Lo que se reciba desde ahora se guarda sin decodificar: corrija lo indicado arriba y vuelva a poner en marcha el centro.
serve-fail-sockets = El sistema no da conexiones de red: { $reason }.

serve-listening = El centro recibe
serve-inlet = { $address } ({ $protocol }): { $source } de { $organization }
serve-how-to-end = Termínelo con Ctrl-C o SIGTERM: lo que haya llegado hasta entonces queda guardado.
serve-ended = Lo que se recibió
serve-received = { $source }: { $messages ->
    [one] { $messages } mensaje
   *[other] { $messages } mensajes
}, { $size }
serve-unwritten = Mensajes recibidos que no se pudieron guardar: { $count }
serve-dropped = Datagramas que descartó el sistema: { $count }
serve-cut = Mensajes demasiado largos que se cortaron en trozos: { $count }
serve-empty = Mensajes vacíos: { $count }
serve-crowded = Conexiones rechazadas porque había demasiadas: { $count }
serve-foreign = Conexiones y datagramas de direcciones que no pueden enviar aquí: { $count }
serve-broken = Conexiones que no respetaron el protocolo: { $count }

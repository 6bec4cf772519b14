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
serve-config-name = { $value } no sirve como nombre: está vacío, es demasiado largo para una carpeta, tiene un carácter de control o es el de los canarios del propio centro.
serve-fail-listen = No se puede escuchar en { $address }: { $reason }.
serve-blocked = No se recibe nada hasta que eso termine: no se lee de las fuentes. No se descarta nada.
serve-resumed = El centro vuelve a recibir lo que se envía.
serve-undecoded = Lo que se recibe se guarda, pero por ahora no se decodifica. Se intenta de nuevo cada pocos segundos; si dura, corrija lo que se dice arriba.
serve-decoded-again = Lo que se recibe se decodifica de nuevo, y lo que esperaba está almacenado.
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
serve-config-table = { $name } es una tabla: [{ $name }], y debajo una línea por ajuste.
serve-config-paths = { $name } es una lista de archivos y carpetas, con uno al menos y { $limit } como máximo.
serve-rules = { $count ->
    [one] Se aplica { $count } regla
   *[other] Se aplican { $count } reglas
} a lo que llega.
serve-rules-refused = { $count ->
    [one] { $count } regla tiene errores y no se usa
   *[other] { $count } reglas tienen errores y no se usan
}: atalaya rules check dice por qué.
serve-correlations = { $count ->
    [one] { $count } correlación busca
   *[other] { $count } correlaciones buscan
} eventos relacionados entre sí.
serve-found = { $time }  { $level }: { $title } ({ $host }, { $organization })
serve-findings = Hallazgos: { $count }. atalaya findings los muestra.
serve-findings-more = Hallazgos que están en el libro y no se mostraron aquí: { $count }
serve-findings-blocked = Por ahora no se pueden anotar los hallazgos. Se intenta cada segundo y nada se pierde: mientras tanto, lo que llega espera.
serve-findings-resumed = Los hallazgos se anotan de nuevo.
serve-unjudged = Eventos a los que no se pudo aplicar ninguna regla: { $count }
serve-config-token = una fuente que se recibe por http necesita token_sha256, y ninguna otra lo lleva: atalaya token crea un token.
serve-config-token-twice = otra fuente en { $address } ya tiene el mismo token.
serve-config-digest = token_sha256 es el SHA-256 de un token, en 64 dígitos hexadecimales: atalaya token crea ambos.
serve-config-plain = sin tls, http solo se recibe en este equipo: configure tls, o escuche en 127.0.0.1 o [::1].
serve-config-tls = tls es una tabla: [sources.tls], y debajo certificate y key.
serve-config-tls-udp = no hay TLS para datagramas.
serve-config-tls-differs = otra fuente en { $address } tiene otros archivos de TLS.
serve-config-tls-open = cualquier usuario de este equipo puede leer { $file }: con chmod o-rwx la clave queda para quien la necesita.
serve-config-tls-certificate = { $file } no contiene ningún certificado en PEM.
serve-config-tls-key = { $file } no contiene ninguna clave privada en PEM.
serve-config-tls-pair = la clave de { $file } no corresponde al certificado, o es de un tipo desconocido.
serve-config-tls-authority = { $file } no contiene ningún certificado de una autoridad en PEM.
serve-config-tls-names = client_names es una lista de nombres, con { $limit } como máximo, y necesita client_ca: ["fw01.example"].
serve-config-tls-name = { $value } no es un nombre que pueda tener un certificado, como fw01.example o 10.1.2.3.
serve-caution-plain = { $source } no tiene tls: lo que se le envía por la red va sin cifrar, y cualquiera que esté en ella puede leerlo o falsificarlo.
serve-caution-expired = El certificado de { $source } ha caducado: los emisores que lo comprueban no se conectarán. Ponga uno nuevo en su lugar y vuelva a empezar.
serve-caution-early = El certificado de { $source } todavía no es válido: los emisores que lo comprueban no se conectarán. Revise el reloj de este equipo.
serve-untrusted = Conexiones cuyo saludo TLS falló: { $count }
serve-unauthorized = Peticiones sin un token conocido: { $count }
serve-no-line = Mientras este centro funciona no se le puede dar ningún comando: { $reason }.
serve-refused = Peticiones y mensajes por HTTP rechazados, con aviso a quien los envió: { $count }
serve-config-number = { $name } es un número entero de 1 a { $limit }.
serve-superseded = Hallazgos que reemplazaron a otros anteriores porque llegaron eventos con retraso: { $count }
serve-findings-beyond = Hallazgos que solo se contaron, por ser demasiados: { $count }. atalaya findings --by-rule muestra de qué reglas.
serve-beyond = «{ $title }» en { $organization }: desde ahora y por hoy sus hallazgos solo se cuentan, porque encontró demasiado o porque se agotó la parte de la organización en el libro (share_mib). Los eventos quedan guardados; atalaya hunt --rule los encuentra.
serve-matches-late = Coincidencias que llegaron demasiado tarde, por lo que a las correlaciones les pueden faltar eventos relacionados: { $count }. Con atalaya hunt --rule se aplican las reglas a lo guardado.
serve-matches-unknown = Coincidencias que quedaron de una ejecución anterior, de reglas que ya no existen: { $count }
serve-config-span = { $name } es un número y s, m, h, d o w, como 30m, o never; no { $value }.
serve-config-only = { $file } no nombra reglas, o nombra demasiadas: un identificador por línea, como lo escribe atalaya rules recommend.
serve-config-only-unknown = Ninguna regla tiene el identificador { $rule }, que nombra el archivo de only: atalaya rules list muestra todas las nuestras.
serve-unclaimed = { $address }, de ninguna fuente conocida
serve-unread = Conexiones cerradas porque no se leían sus respuestas: { $count }
serve-yielded = Conexiones sin actividad que cedieron su lugar a otras nuevas: { $count }
serve-unsaid = Mensajes del error estándar que no se mostraron, porque nadie lo leía: { $count }
serve-config-window = { $value } no es solo de este equipo: [centre] escucha únicamente en 127.0.0.1 o [::1].
serve-window = Cómo está el centro: http://{ $address }/readyz y /metrics
serve-matches-ahead = Coincidencias de eventos del futuro, que las correlaciones dejan fuera: { $count }. El reloj de su fuente está mal.
serve-no-window = Mientras funciona, el centro no puede decir su estado a los programas de este equipo: { $reason }.
serve-config-not-of-files = { $name } no tiene sentido para archivos: una fuente de archivos tiene paths, zone y silent_after.
serve-config-only-files = paths es solo para fuentes de archivos: protocol = "{ $word }".
serve-config-pattern = { $value } no es una ruta de archivos: una ruta de { $limit } bytes como máximo, donde * representa parte de un nombre y ** cualesquiera carpetas, sin .. detrás de ellos.
serve-files-torn = Registros de archivos demasiado largos o sin columnas que los nombren, que no se guardan: { $count }
serve-files-truncated = Archivos que se truncaron o se escribieron de nuevo mientras se leían, y se empezaron otra vez: { $count }
serve-files-vanished = Archivos que desaparecieron antes de saberse que se habían leído enteros: { $count }
serve-files-passed = Archivos que no se leen: { $count }. Cuáles y por qué se dijo en la salida de error.
serve-files-beyond = Archivos que no se siguen porque hay demasiados: { $count }
serve-file-unread = { $path } no se lee: { $reason }.
serve-file-read = { $path } ya se lee.
serve-file-whole = { $path } no se sigue: los registros de ese formato (EVTX, archivos comprimidos, documentos JSON y XML) se leen cuando están completos. atalaya import lo toma.
serve-file-charset = { $path } no se sigue: las tablas en UTF-16 se leen cuando están completas. atalaya import lo toma.
serve-file-truncated = { $path } se truncó o se escribió de nuevo: se lee desde el principio.
serve-file-vanished = { $path } desapareció, y no consta que se haya leído entero.
serve-file-copy = { $path } es copia de un archivo que se sigue: lo que ambos tienen no se lee dos veces.
serve-file-beyond = { $path }: { $count } archivos no se siguen, porque una fuente sigue { $limit } como máximo. Repártalos entre varias fuentes.
serve-files-forgotten = Ya no se sabe hasta dónde se leyeron los archivos, porque la nota que lo decía está dañada: se leen desde el principio, y lo ya leído queda repetido.
serve-files-unkept = Por ahora no se puede anotar hasta dónde se leyeron los archivos: { $reason }. Los archivos nuevos esperan; no se pierde nada.
serve-files-unknown = No se puede averiguar hasta dónde se leyeron los archivos, así que no se lee ninguno. atalaya doctor dice qué falla.
serve-files-failed = Sus archivos ya no se siguen por una falla del programa: termine el centro e inícielo de nuevo; continúa donde estaba.
serve-files-copies = Copias de archivos que se siguen, de las que nada se leyó dos veces: { $count }
serve-config-forwards = los reenvíos son tablas propias, [[forwards]], { $limit } como máximo.
serve-config-target = { $value } no dice adónde reenviar: es TRANSPORTE://HOST:PUERTO, y el transporte uno de { $names }.
serve-config-word = { $name } no puede ser { $value }: es uno de { $names }.
serve-config-forward-open = lo que se envía sin TLS no usa ca, certificate ni key; tls://, relp+tls:// y https:// sí.
serve-config-forward-tls = tls://, relp+tls:// y https:// necesitan ca, el certificado de la autoridad del otro lado; certificate y key van juntos.
serve-config-forward-own = certificate y key no forman pareja como PEM.
serve-config-forward-token = un token es para https://, y para http:// en esta máquina: en otro caso otros podrían leerlo.
serve-config-forward-no-token = { $file } no tiene ningún token: es una línea de caracteres visibles.
serve-config-forward-twice = ya hay un reenvío { $name }.
serve-config-forward-nobody = ninguna fuente es de la organización { $value }, así que nunca se reenviaría nada.
serve-forward-plain = Los hallazgos van a { $to } sin cifrar: quien esté en el camino los lee.
serve-forward-broken = { $name }: no se pueden enviar hallazgos a { $to }: { $reason }. Esperan en el libro.
serve-forward-no-address = no se conoce ninguna dirección con ese nombre
serve-forward-authority = su certificado no es de la autoridad indicada en ca
serve-forward-name = su certificado es para otro nombre
serve-forward-validity = su certificado ha caducado o aún no es válido
serve-forward-alert = el otro lado cortó el TLS; quizá pide un certificado de este centro
serve-forward-no-tls = lo que se habla allí no es el TLS que se habla aquí
serve-forward-no-relp = lo que se habla allí no es RELP
serve-forward-refused = el otro lado rechaza un hallazgo con estas palabras: { $words }
serve-forward-no-http = lo que se habla allí no es HTTP
serve-forward-status = el otro lado responde con el estado HTTP { NUMBER($status, useGrouping: "false") }
serve-forward-waits = { $name }: los hallazgos se reenvían cuando eso termine.
serve-forward-goes-on = { $name }: los hallazgos se reenvían de nuevo.
serve-forward-unsent = { $name }: un hallazgo está dañado, es demasiado largo para un datagrama o el otro lado lo rechazó tres veces, y no se envía. Todos ellos se cuentan.
serve-forwarded = { $name }: hasta ahora se reenviaron { $sent } hallazgos; { $unsent } no se pudieron enviar.

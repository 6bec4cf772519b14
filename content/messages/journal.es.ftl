# El diario: lo que llegó, byte por byte; sus comandos y lo que puede estar mal en sus archivos.

journal-about = Cuida lo que llegó: si está completo, dónde termina y qué puede borrarse
journal-about-status = Dice cuánto hay, de qué fuentes y qué está esperando
journal-about-verify = Lee todo y lo compara con sus sumas de comprobación, su cadena de hashes y sus anclas
journal-about-anchor = Crea un ancla, una marca firmada de la historia hasta ahora, para guardarla en otro lugar
journal-about-replay = Vuelve a decodificar lo que no se pudo y lo que no era de ningún tipo conocido
journal-about-expire = Borra lo más antiguo, por segmentos enteros
journal-about-rekey = Cifra lo que hay con la clave actual
journal-about-hold = Resguarda lo recibido en un período, caduque lo que caduque
journal-about-release = Suelta lo que un resguardo conservaba

journal-help-anchor = Archivo con anclas guardadas en otro lugar. Se puede repetir.
journal-help-output = Escribe el ancla en este archivo. Si no se indica, en la salida estándar.
journal-help-keep-bytes = Lo más antiguo puede borrarse hasta que no quede más que esto: 500MB, 20GB.
journal-help-unread = Borra también lo que aún no se decodificó. Se pierde y se cuenta.

journal-status = El diario
journal-status-totals = { $entries ->
    [one] { $entries } entrada
   *[other] { $entries } entradas
} en { $segments ->
    [one] { $segments } segmento
   *[other] { $segments } segmentos
}, { $size }.
journal-status-period = Recibido del { $first } al { $last } (UTC).
journal-status-quarantine = { $frames ->
    [one] { $frames } entrada que no se pudo decodificar espera
   *[other] { $frames } entradas que no se pudieron decodificar esperan
} en la cuarentena ({ $size }).
journal-status-head = Fin de la cadena de hashes
journal-status-encryption = Cifrado
journal-status-room = El disco tiene { $free } libres; de ellos, { $reserve } se mantienen libres.
journal-status-failed = El disco falló: no se recibe nada más hasta abrir de nuevo el diario.
journal-status-recovered = La última vez el programa no se cerró. { $entries ->
    [one] Se recuperó { $entries } entrada que ya había recibido.
   *[other] Se recuperaron { $entries } entradas que ya había recibido.
}
journal-status-torn = Al final había { $size } que se estaban escribiendo cuando el programa se interrumpió. Nunca se confirmaron y se recortaron.
journal-status-sources = Fuentes, en entradas
journal-status-sourceless = Todavía no se conoce ninguna fuente.
journal-status-behind = A { $reader } le { $entries ->
    [one] falta leer { $entries } entrada.
   *[other] falta leer { $entries } entradas.
}
journal-status-holds = Bajo resguardo, caduque lo que caduque
journal-status-hold = { $name }: { $entries ->
    [one] { $entries } entrada
   *[other] { $entries } entradas
}
journal-encryption-off = desactivado
journal-encryption-on = todo con la clave { NUMBER($key, useGrouping: "false") }
journal-encryption-mixed = clave { NUMBER($key, useGrouping: "false") } para lo nuevo; { $segments ->
    [one] { $segments } segmento anterior está cifrado
   *[other] { $segments } segmentos anteriores están cifrados
} de otro modo o sin cifrar (atalaya journal rekey)
journal-encryption-ending = desactivado para lo nuevo; { $segments ->
    [one] { $segments } segmento anterior está cifrado
   *[other] { $segments } segmentos anteriores están cifrados
}

journal-column-accepted = Aceptadas
journal-column-decoded = Decodificadas
journal-column-quarantined = Cuarentena
journal-column-pending = Pendientes

journal-missed-expired = { $organization }, { $source }: { $count ->
    [one] { $count } entrada se borró antes de decodificarse, porque así se pidió.
   *[other] { $count } entradas se borraron antes de decodificarse, porque así se pidió.
}
journal-missed-lost = { $organization }, { $source }: { $count ->
    [one] { $count } entrada se perdió por un daño.
   *[other] { $count } entradas se perdieron por un daño.
}
    .remedy = Vea dónde: atalaya journal verify. Importe otra vez los archivos de los que venían.
journal-missed-unreadable = { $organization }, { $source }: { $count ->
    [one] no se pudo leer { $count } registro
   *[other] no se pudieron leer { $count } registros
} en medio de entradas que sí se decodificaron: logs de eventos de Windows dañados.
    .remedy = Las entradas están en el diario hasta que caduque. Si todavía tiene los archivos, consérvelos.
journal-missed-unkept = { $organization }, { $source }: en la cuarentena no hubo lugar para { $count ->
    [one] { $count } entrada que no se pudo decodificar
   *[other] { $count } entradas que no se pudieron decodificar
}; se borrarán cuando caduque el diario.
    .remedy = Vuelva a decodificar lo que ya se pueda, y habrá lugar: atalaya journal replay
journal-missed-refused = { $organization }, { $source }: { $count ->
    [one] se rechazó { $count } entrada
   *[other] se rechazaron { $count } entradas
} mientras el disco estaba lleno. No se confirmaron.
    .remedy = Libere espacio e importe otra vez: lo ya conocido no se toma dos veces.

journal-verify = El diario, leído y comparado
journal-verify-totals = { $entries ->
    [one] { $entries } entrada
   *[other] { $entries } entradas
} en { $blocks ->
    [one] { $blocks } bloque
   *[other] { $blocks } bloques
} de { $segments ->
    [one] { $segments } segmento
   *[other] { $segments } segmentos
}, { $size }.
journal-verify-anchors = Anclas: { $confirmed } coinciden; { $expired } son anteriores a lo que se conserva.
journal-verify-whole = Todo está como se escribió.
journal-verify-faults = { $count ->
    [one] { $count } cosa no está como se escribió:
   *[other] { $count } cosas no están como se escribieron:
}
journal-verify-torn = Si el equipo se quedó sin energía o el programa fue interrumpido, esto es lo que se estaba escribiendo y nunca se confirmó. Al abrir el diario se recorta (atalaya journal status); verifique otra vez después. Si no, es un daño.
journal-verify-damaged = Deje la carpeta como está y cópiela a otro lugar antes de hacer cualquier otra cosa. Compárela con un respaldo y traiga de ahí los archivos mencionados. Lo que no está dañado se puede seguir leyendo, y lo perdido se cuenta por fuente.

journal-fault-anchor = ancla en la entrada { NUMBER($entry, useGrouping: "false") }: { $damage }
journal-fault = { $file }, en el byte { NUMBER($position, useGrouping: "false") }: { $damage }
journal-damage-missing = falta el archivo
journal-damage-foreign = no pertenece a este lugar
journal-damage-segment-header = la cabecera del segmento está dañada
journal-damage-segment-place = el segmento es de otro lugar o de otro diario
journal-damage-block-header = la cabecera de un bloque está dañada
journal-damage-block-body = el contenido de un bloque está dañado
journal-damage-offset = un bloque no continúa al anterior: faltan bloques, están repetidos o cambiados de lugar
journal-damage-chain = la cadena de hashes está rota antes de este lugar
journal-damage-sequence = antes de este lugar faltan o se repiten entradas de la fuente número { $source }
journal-damage-tail = hay { $bytes } bytes después del último bloque completo
journal-damage-cut = falta el final: { $missing ->
    [one] { $missing } entrada que se había confirmado
   *[other] { $missing } entradas que se habían confirmado
}
journal-damage-anchor = la historia no es la que se ancló
journal-damage-signature = no está firmado con la clave de este diario
journal-damage-document = el documento está dañado
journal-damage-key-missing = no se dio la clave { NUMBER($key, useGrouping: "false") }
journal-damage-key-wrong = la clave { NUMBER($key, useGrouping: "false") } no es la que se usó para cifrarlo
journal-damage-tally = la suma de la fuente número { $source } no cuadra: hay { $counted } entradas pendientes y la suma dice { $said }
journal-damage-unreadable = no se puede leer ({ $reason })

journal-anchor-written = El ancla está en { $file }.
    .remedy = Llévela a otro lugar: a un centro aliado, a papel, a otro equipo. En este disco prueba poco.

journal-expire = Lo que se borró del diario
journal-expire-nothing = Nada: ningún segmento entero es lo bastante antiguo, o lo antiguo hace falta.
journal-expire-went = { $segments ->
    [one] { $segments } segmento con { $entries } entradas, { $size }.
   *[other] { $segments } segmentos con { $entries } entradas, { $size }.
}
journal-expire-unread = De ellas, { $entries ->
    [one] { $entries } entrada no se había decodificado: se perdió.
   *[other] { $entries } entradas no se habían decodificado: se perdieron.
}
journal-expire-held = El siguiente segmento está bajo el resguardo { $name }.
    .remedy = Cuando ya no haga falta: atalaya journal release { $name }
journal-expire-pending = El siguiente segmento tiene entradas que aún no se decodificaron.
    .remedy = Se decodifican al abrir el lago: atalaya lake status. Para perderlas: --unread.
journal-expire-reader = { $name } aún no leyó el siguiente segmento hasta el final.
    .remedy = Para borrarlo de todos modos: --unread.

journal-rekeyed = { $segments ->
    [one] { $segments } segmento se escribió de nuevo con la clave { NUMBER($key, useGrouping: "false") }, { $size }.
   *[other] { $segments } segmentos se escribieron de nuevo con la clave { NUMBER($key, useGrouping: "false") }, { $size }.
}
    .remedy = El lago tiene sus propios archivos: atalaya lake rekey. Guarde las claves anteriores hasta terminar ambos.
journal-rekeyed-findings = { $count ->
    [one] También { $count } hallazgo del libro.
   *[other] También { $count } hallazgos del libro.
}
journal-decrypted = { $segments ->
    [one] { $segments } segmento se escribió de nuevo sin cifrado, { $size }.
   *[other] { $segments } segmentos se escribieron de nuevo sin cifrado, { $size }.
}
    .remedy = El lago tiene sus propios archivos: atalaya lake rekey --decrypt. Guarde las claves hasta terminar ambos.
journal-rekey-left = { $segments ->
    [one] { $segments } segmento no se puede leer y quedó como estaba:
   *[other] { $segments } segmentos no se pueden leer y quedaron como estaban:
}
    .remedy = Vea todo lo que está mal y guarde las claves anteriores: atalaya journal verify
journal-hold-made = { $name } resguarda { $entries ->
    [one] { $entries } entrada, caduque lo que caduque.
   *[other] { $entries } entradas, caduque lo que caduque.
}
journal-hold-goes-on = Y también lo que llegue de ahora en adelante.

journal-fail-anchor = { $path } no contiene ningún ancla.
    .remedy = Un ancla es lo que escribió atalaya journal anchor, sin cambios.
journal-fail-io = No se puede escribir o leer el diario: { $reason }.
    .remedy = Revise el disco y su espacio: atalaya doctor
journal-fail-disk = El disco falló mientras se escribía el diario: { $reason }.
    .remedy = Revise el disco. Nada de lo confirmado se perdió; el próximo comando abre de nuevo el diario.
journal-fail-damaged = El diario está dañado. { $fault }
    .remedy = No se cambió nada. Copie la carpeta a otro lugar y luego vea todo lo que está mal: atalaya journal verify
journal-fail-state-missing = Falta el estado del diario, state.json, aunque sus segmentos están.
    .remedy = Recupere state.json o state.copy.json de un respaldo. No se cambió nada.
journal-fail-state-damaged = El estado del diario, state.json, y su copia están dañados.
    .remedy = Recupere uno de los dos de un respaldo. No se cambió nada.
journal-fail-mark = La marca de lo que se está volviendo a decodificar, replay.json, está dañada.
    .remedy = Recupérela de un respaldo. Si no lo hay, mueva el archivo a otro lugar: si se había interrumpido atalaya journal replay, algunos de sus eventos podrían quedar guardados dos veces.
journal-fail-signing-key = La clave de firma del diario, keys/signing.key, falta o está dañada.
    .remedy = Recupérela de un respaldo. No se cambió nada.
journal-fail-format = El diario fue escrito por una versión más nueva de este programa (formato { $format }).
    .remedy = Use esa versión.
journal-fail-key-missing = Para leer lo almacenado hace falta la clave { NUMBER($key, useGrouping: "false") }, que no se dio.
    .remedy = Indique todas las claves con las que algo esté cifrado: --keys ARCHIVO.
journal-fail-key-wrong = La clave { NUMBER($key, useGrouping: "false") } no es la que se usó para cifrar lo almacenado.
    .remedy = Busque el archivo de claves correcto: --keys ARCHIVO.
journal-fail-expired = Lo que se pidió ya caducó.
journal-fail-name = Eso no es un nombre: está vacío, es demasiado largo o tiene caracteres de control.
journal-fail-full = No cabe uno más: ya se usan todos los nombres que puede haber.
journal-fail-unknown = No existe nada con ese nombre.
journal-fail-hold-empty = En ese período no se recibió nada.
    .remedy = Quite --since y --until para resguardar todo.
journal-fail-hold-exists = Ya existe un resguardo { $name }.
    .remedy = Elija otro nombre o suéltelo primero: atalaya journal release { $name }

journal-replay = Lo que ya se puede decodificar
journal-replay-nothing = No había nada esperando en la cuarentena.
journal-replay-decoded = Se { $entries ->
    [one] decodificó { $entries } entrada
   *[other] decodificaron { $entries } entradas
}, que dieron { $events ->
    [one] { $events } evento.
   *[other] { $events } eventos.
}
journal-replay-still = { $entries ->
    [one] { $entries } entrada todavía no se puede decodificar y sigue
   *[other] { $entries } entradas todavía no se pueden decodificar y siguen
} en la cuarentena.
journal-replay-stopped = Se detuvo. Ejecute otra vez el mismo comando: continúa donde quedó.

journal-recognition = Eventos de ningún tipo conocido
journal-recognition-nothing = No había ninguno.
journal-recognition-looked = Se { $events ->
    [one] examinó de nuevo { $events } evento.
   *[other] examinaron de nuevo { $events } eventos.
}
journal-recognition-recognised = { $events ->
    [0] Ninguno es de un tipo conocido.
    [one] { $events } ya es de un tipo conocido y está en su tabla:
   *[other] { $events } ya son de un tipo conocido y están en su tabla:
}
journal-recognition-kind = { $kind }: { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
}
journal-recognition-beyond = Y { $events ->
    [one] { $events } evento
   *[other] { $events } eventos
} de otros tipos.
journal-recognition-unknown = { $events ->
    [one] { $events } se queda: ningún tipo lo reconoce.
   *[other] { $events } se quedan: ningún tipo los reconoce.
}
journal-recognition-gone = { $events ->
    [one] { $events } se queda porque ya no se puede leer aquello de lo que se decodificó: el diario ya no lo tiene, o vino de la cuarentena.
   *[other] { $events } se quedan porque ya no se puede leer aquello de lo que se decodificaron: el diario ya no lo tiene, o vinieron de la cuarentena.
}
journal-recognition-held = { $events ->
    [one] { $events } se queda porque un resguardo lo conserva y no lo conservaría en la tabla de su tipo.
   *[other] { $events } se quedan porque un resguardo los conserva y no los conservaría en las tablas de sus tipos.
}
    .remedy = Vea los resguardos: atalaya lake status. Resguarde esa organización sin --kind y vuelva a ejecutar el comando.

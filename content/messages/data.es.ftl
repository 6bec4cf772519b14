# El directorio de datos: lo que comparten todos los comandos que trabajan con él.

data-help-data = El directorio de datos. Si no se indica, atalaya-data en la carpeta actual.
data-help-keys = Archivo con las claves de un directorio de datos cifrado. Si no se indica, el texto de ATALAYA_KEYS o la credencial atalaya-keys de systemd.
data-help-organization = Solo esta organización.
data-help-organization-held = La organización cuyos eventos se resguardan. Obligatoria.
data-help-kind = Solo este tipo de log.
data-help-since = Solo desde este momento: 2024-05-01, 2024-05-01 10:30 o 2024-05-01T10:30:00Z (UTC si no se indica zona).
data-help-until = Solo hasta este momento; un día sin hora cuenta hasta que termina.
data-help-before = Puede borrarse lo anterior a este momento: 2024-05-01 o 2024-05-01T10:30:00Z.
data-help-older-than = Puede borrarse lo que tenga más antigüedad que esta: 90d, 12h, 2w, 1y.
data-help-decrypt = Escribe todo sin cifrado. Las claves siguen haciendo falta para leer lo que hay.
data-help-hold = El nombre del resguardo, por ejemplo el número de un caso.

data-value-name = NOMBRE
data-value-span = LAPSO
data-value-bytes = TAMAÑO

data-error-span = { $flag } no puede ser { $value }: no es un lapso de tiempo.
    .remedy = Escriba un número entero y una unidad: 90d (días), 12h (horas), 2w (semanas), 1y (años).
data-error-bytes = { $flag } no puede ser { $value }: no es una cantidad de bytes.
    .remedy = Escriba un número entero, con unidad si lo desea: 500MB, 20GB.
data-error-expiry = No se dice qué puede borrarse.
    .remedy = Indique una de estas opciones: { $flags }
data-error-before = --before y --older-than no se pueden usar juntas.
    .remedy = Quite una de las dos.

data-fail-nothing = No hay datos en { $folder }.
    .remedy = Indique el directorio de datos con --data o llene uno primero: atalaya import LOGS --organization NOMBRE --source NOMBRE
data-fail-locked-by = El proceso { $process } está usando el directorio de datos { $folder }.
    .remedy = Espere a que ese proceso termine o termínelo: kill { $process }
data-fail-foreign = El directorio de datos { $folder } es del usuario número { $user }. El centro no podría abrir lo que otro usuario creara en él: ejecute esto como ese usuario, por ejemplo con sudo -u '#{ $user }'.
data-fail-locked = Otro proceso está usando el directorio de datos { $folder }.
    .remedy = Espere a que ese proceso termine.
data-fail-folder = No se puede usar el directorio de datos { $folder }: { $reason }.
    .remedy = Elija una carpeta en la que pueda escribir o ejecute el programa con el usuario dueño de la carpeta.
data-fail-keyless = Lo almacenado está cifrado y no se dio ninguna clave.
    .remedy = Indique el archivo con las claves: --keys ARCHIVO. Para seguir sin cifrado: atalaya journal rekey --decrypt y atalaya lake rekey --decrypt, con las claves.
data-fail-no-keys = No se dio ninguna clave.
    .remedy = Indique un archivo con una línea por clave, su número y 64 dígitos hexadecimales: --keys ARCHIVO. La última línea es la clave de lo que se escriba desde ahora.
data-fail-keys-line = { $place }: la línea { $line } no es una clave.
    .remedy = Una línea tiene el número de la clave y 64 dígitos hexadecimales en minúsculas.
data-fail-keys-repeated = { $place }: la línea { $line } repite el número de otra clave.
    .remedy = Dé a cada clave un número propio.
data-fail-keys-empty = { $place }: no contiene ninguna clave.
    .remedy = Escriba una línea por clave, su número y 64 dígitos hexadecimales.
data-fail-keys-large = { $place }: hay más claves de las que se pueden leer.
    .remedy = Quite las claves con las que ya nada está cifrado.
data-fail-keys-unreadable = { $place }: no se pueden leer las claves.
    .remedy = Revise que el archivo exista y que tenga permiso para leerlo.
data-fail-hold = No existe el resguardo { $name }.
    .remedy = Los resguardos se ven con: atalaya journal status y atalaya lake status
data-fail-journal-missing = Falta el diario, aunque está el lago o el registro de archivos importados.
    .remedy = Recupere la carpeta journal de un respaldo. Sin respaldo, atalaya hunt y atalaya lake export siguen funcionando; guarde los logs nuevos en otro directorio de datos: --data CARPETA
data-fail-journal-behind = El diario es anterior al lago o es de otro lugar: el lago tiene eventos de entradas que no están en él.
    .remedy = Recupere de un respaldo el diario y el lago del mismo momento. Sin respaldo, atalaya hunt y atalaya lake export siguen funcionando; guarde los logs nuevos en otro directorio de datos: --data CARPETA
data-fail-kinds = Lo pendiente se empezó a almacenar con otros tipos de log, y con estos podría almacenarse dos veces.
    .remedy = Indique una vez más los mismos --kinds de antes, o ninguno si no los había; después de una actualización, use una vez la versión anterior: atalaya doctor. Cuando ya no quede nada pendiente, se pueden usar otros tipos.
data-fail-ahead = El lago tiene eventos de entradas que el diario aún no cuenta como decodificadas, como ocurre tras una interrupción. No están sin leer.
    .remedy = Deje que se cuenten primero: atalaya doctor, con sus --kinds si los tiene.
data-left-waiting = Aquí falta lo recibido que aún no se ha decodificado. Sigue en el diario; todo lo demás continúa.
    .remedy = Corrija lo indicado arriba y ejecute atalaya lake status: lo pendiente se decodificará y se almacenará.
data-left-lake = Solo se abrió el lago. Lo que contiene está completo; aquí falta lo que aún no se había decodificado.

data-column-organization = Organización
data-column-source = Fuente
data-released = El resguardo { $name } ya no existe. Lo que conservaba puede caducar.
data-left-centre = { $entries ->
    [one] { $entries } entrada espera a que un centro la decodifique y le aplique las reglas; hasta entonces no aparece en las búsquedas. Ejecute atalaya serve.
   *[other] { $entries } entradas esperan a que un centro las decodifique y les aplique las reglas; hasta entonces no aparecen en las búsquedas. Ejecute atalaya serve.
}
data-fail-waits-for-centre = { $entries ->
    [one] { $entries } entrada espera a que un centro la decodifique y le aplique las reglas; si se continúa ahora, las reglas la pasarían por alto.
   *[other] { $entries } entradas esperan a que un centro las decodifique y les aplique las reglas; si se continúa ahora, las reglas las pasarían por alto.
}
    .remedy = Ejecute atalaya serve hasta que estén decodificadas y repita después este comando.

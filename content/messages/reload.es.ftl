# Un centro que sigue según lo que dicen ahora sus archivos.

reload-about = Hacer que el centro en marcha vuelva a leer su configuración, las reglas y los tipos de log, sin cortar ninguna conexión
reload-taken = El centro sigue con { $rules ->
    [one] { $rules } regla
   *[other] { $rules } reglas
}: { $new } nuevas, { $changed } cambiadas, { $gone } retiradas. Lo que llega entretanto se guarda y se juzga con estas.
reload-kinds = Los tipos de log han cambiado: lo que llegue a partir de ahora se reconoce con los nuevos.
reload-at-start = Ha cambiado y solo valdrá cuando el centro vuelva a arrancar: { $settings }.
reload-done = Ya rige la nueva configuración: { $rules ->
    [one] juzga { $rules } regla.
   *[other] juzgan { $rules } reglas.
}
reload-waits = El centro recibe y guarda lo que llega, pero no juzga nada hasta que esto se arregle. Lo intenta de nuevo cada segundo.
reload-fail-none = No hay ningún centro en marcha sobre { $folder }.
    .remedy = Lo que dicen los archivos valdrá en cuanto arranque uno: atalaya serve.
reload-fail-kept = No se ha cambiado nada: el centro sigue como antes.
reload-fail-busy = El centro está adoptando ahora mismo una configuración nueva.
    .remedy = Inténtelo de nuevo dentro de unos segundos.
reload-fail-blocked = El centro no puede almacenar o registrar por ahora, y antes hay que terminar lo que está en curso.
    .remedy = Consulte atalaya doctor y lo último que dijo el centro.
reload-fail-kinds = No se han adoptado los nuevos tipos de log: parte de lo que espera se empezó a decodificar con los anteriores. El centro sigue como antes.
    .remedy = Inténtelo de nuevo cuando atalaya sources muestre que no espera nada.

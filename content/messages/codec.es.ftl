# Por qué no se pudo leer un registro del log. Se conserva, se cuenta y se puede volver a leer después.

malformed-syntax = No respeta su propio formato.
    .remedy = Revise el registro en el archivo. Si está cortado o dañado, vuelva a obtener el log desde el equipo que lo escribió.
malformed-depth = Sus valores están anidados con demasiada profundidad.
    .remedy = Los logs normales no se anidan de esta manera. Verifique qué programa escribió el registro.
malformed-fields = Tiene más campos de los que puede tener un registro.
    .remedy = Verifique si varios registros quedaron unidos en uno solo y exporte el log con un registro por línea.
malformed-paths = Usa nombres de campo que cambian sin parar, más de los que se pueden recordar.
    .remedy = Verifique si el log escribe valores, como identificadores, donde deberían ir los nombres de los campos.
malformed-text = Contiene más texto del que puede tener un registro.
    .remedy = Verifique si dentro del log se escribió un archivo completo o un volcado de memoria.
malformed-length = Es más largo de lo que puede ser un registro.
    .remedy = Verifique si al exportar el log se perdieron los saltos de línea entre los registros.
malformed-columns = La cantidad de valores no coincide con la cantidad de columnas del encabezado.
    .remedy = Verifique que el separador y las comillas sean los mismos en todo el archivo.

# Por qué una parte de un flujo no produce ningún registro.

framing-oversize = un solo registro supera la longitud permitida y se omitió
framing-truncated = la entrada termina en medio de un registro
    .remedy = Vuelva a copiar el archivo desde su origen cuando se haya terminado de escribir.
framing-syntax = esta parte no tiene el formato del resto y se omitió
framing-quote = se abre una comilla que nunca se cierra; desde aquí cada línea se lee como un registro
framing-columns = hay líneas antes de la que nombra las columnas, y sin ella no se pueden leer
    .remedy = Entregue el archivo desde el comienzo, con su encabezado.
framing-header-long = el encabezado nombra más columnas de las que puede tener un registro
framing-evtx-header = el encabezado del archivo de eventos está dañado; sus registros se leyeron de todos modos
framing-evtx-chunk-short = una parte del archivo de eventos está cortada; se leyeron los registros completos
framing-evtx-gap = una parte del archivo de eventos no contiene datos de eventos y se omitió

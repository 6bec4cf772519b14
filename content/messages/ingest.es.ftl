# Por qué no se pudo decodificar un fragmento conservado, además de lo que dicen los decodificadores.

ingest-reason-header = No se puede leer lo que se guardó junto con él sobre su formato y su origen.
    .remedy = Verifique el diario (atalaya journal verify). Si está íntegro, lo escribió una versión más reciente: use esa versión.
ingest-reason-columns = Los nombres de sus columnas son demasiado largos para guardarse junto con él.
    .remedy = Acorte los nombres en el encabezado del archivo e impórtelo otra vez.
ingest-reason-panic = El decodificador falló con él, lo que es un error del programa.
    .remedy = Se conserva. Vuelva a procesarlo con una versión más reciente: atalaya journal replay
ingest-reason-fault = Lo que resultó de él no se pudo guardar o juzgar, lo que es un error del programa.
    .remedy = Se conserva. Vuelva a procesarlo con una versión más reciente: atalaya journal replay

# Lo que está mal en un archivo de content/kinds.
schema-yaml = Esto no es YAML: { $reason }
    .remedy = Corrija el archivo en este lugar.
schema-key-missing = Falta la clave «{ $key }».
    .remedy = Agréguela; content/kinds/README.md explica qué significa.
schema-key-unknown = La clave «{ $key }» no significa nada aquí y se ignora.
    .remedy = Consulte en content/kinds/README.md las claves que existen.
schema-value-wrong = El valor de «{ $key }» no se puede usar.
    .remedy = Consulte en content/kinds/README.md qué puede ir aquí.
schema-word-unknown = «{ $word }» no es una palabra que «{ $key }» conozca.
    .remedy = Consulte en content/kinds/README.md las palabras que existen.
schema-name-twice = «{ $name }» está declarado dos veces; se omite el segundo.
    .remedy = Cambie el nombre de uno de ellos o elimínelo.
schema-family-unknown = No existe la familia «{ $family }».
    .remedy = Declárela en content/kinds/families o dé al tipo sus propios dialectos.
schema-too-many = Hay más de «{ $name }» de lo que permite el límite.
    .remedy = Divídalo o acórtelo.
schema-pattern = El patrón para «{ $path }» no se puede usar: { $reason }
    .remedy = Corríjalo; content/kinds/README.md explica cómo se escriben los patrones.
schema-remedy-unknown = El catálogo de mensajes no tiene el remedio «{ $id }».
    .remedy = Agréguelo al catálogo en todos los idiomas.

schema-address-country = Nada indica a qué país pertenece una dirección.
    .remedy = Indique con --addresses una tabla de países en formato MaxMind DB: DB-IP e IPinfo ofrecen tablas gratuitas (DB-IP IP to Country Lite, IPinfo Lite), y MaxMind también, con una cuenta (GeoLite2 Country).
schema-address-network = Nada indica a qué red pertenece una dirección.
    .remedy = Indique con --addresses una tabla de sistemas autónomos en formato MaxMind DB: DB-IP e IPinfo ofrecen tablas gratuitas (DB-IP IP to ASN Lite, IPinfo Lite), y MaxMind también, con una cuenta (GeoLite2 ASN).

# Cómo lograr que aparezca un campo que piden las reglas.
remedy-windows-4688-command-line = Los eventos de creación de procesos (4688) llegan sin línea de comandos.
    .remedy = Active la directiva «Incluir línea de comandos en los eventos de creación de procesos» (Configuración del equipo › Plantillas administrativas › Sistema › Auditar creación de procesos).
remedy-windows-4688-parent-image = Los eventos de creación de procesos (4688) llegan sin el nombre del proceso padre, que Windows escribe a partir de Windows 10 y Server 2016.
    .remedy = Instale Sysmon en los equipos más antiguos.
remedy-windows-4688-sysmon = Los eventos de creación de procesos (4688) nunca traen este campo.
    .remedy = Instale Sysmon para obtenerlo.
remedy-windows-connection-sysmon = Las conexiones permitidas por la plataforma de filtrado (5156) nunca traen este campo.
    .remedy = Instale Sysmon y registre su evento 3.
remedy-windows-powershell-script-block = PowerShell no registra bloques de script (4104).
    .remedy = Active la directiva «Activar el registro de bloques de script de PowerShell» (Configuración del equipo › Plantillas administrativas › Componentes de Windows › Windows PowerShell).
remedy-windows-powershell-module = PowerShell no registra la actividad de los módulos (4103).
    .remedy = Active la directiva «Activar el registro de módulos» con el nombre de módulo * (Configuración del equipo › Plantillas administrativas › Componentes de Windows › Windows PowerShell).
remedy-windows-sysmon-hashes = Sysmon no escribe ese hash.
    .remedy = Ponga <HashAlgorithms>md5,sha256,IMPHASH</HashAlgorithms> en su configuración.

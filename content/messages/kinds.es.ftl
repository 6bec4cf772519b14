# Qué hacer cuando a los registros de un tipo les faltan campos que las reglas piden.
remedy-linux-auditd-split = La auditoría de Linux escribe los argumentos, la ruta y el proceso padre de un programa en registros separados; las reglas que necesitan varios a la vez no pueden activarse con ella.
    .remedy = Instale Sysmon para Linux en estos equipos, o un agente de auditoría que una los registros de cada acción.
remedy-linux-auditd-parent = La auditoría nombra al proceso padre solo por su número.
    .remedy = Instale Sysmon para Linux en estos equipos para saber qué programa inició a cuál.

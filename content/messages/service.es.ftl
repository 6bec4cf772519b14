# El servicio de systemd.

service-about = Deja el centro a cargo de systemd
service-about-install = Escribe la unidad, con pocos permisos; si ya existe una, no la toca
service-help-print = Muestra la unidad en lugar de escribirla
service-help-to = La carpeta de la unidad. Si no se indica, /etc/systemd/system
service-help-config = El archivo de configuración. Si no se indica, /etc/atalaya/atalaya.toml
service-help-data = El directorio de datos. Si no se indica, /var/lib/atalaya
service-written = Se ha escrito { $file }.
service-next = El usuario atalaya debe poder leer { $settings } y los archivos que nombra. Después:
service-description = Atalaya, el centro de operaciones de ciberseguridad
service-fail-path = { $path } no puede estar en una unidad: tiene caracteres que no son texto.
    .remedy = Elija una ruta con caracteres imprimibles en UTF-8.

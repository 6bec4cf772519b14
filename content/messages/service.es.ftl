# El servicio de systemd.

service-about = Deja el centro a cargo de systemd
service-about-install = Escribe la unidad, con pocos permisos; si ya existe una, no la toca
service-help-print = Muestra la unidad en lugar de escribirla
service-help-to = La carpeta de la unidad; por omisión, /etc/systemd/system
service-help-config = El archivo de ajustes; por omisión, /etc/atalaya/atalaya.toml
service-help-data = La carpeta de lo que se recibe; por omisión, /var/lib/atalaya
service-written = Se ha escrito { $file }.
service-next = El usuario atalaya debe poder leer { $settings } y los archivos que nombra. Después:
service-description = Atalaya, el centro de operaciones de ciberseguridad
service-fail-path = { $path } no puede estar en una unidad: tiene caracteres que no son texto.

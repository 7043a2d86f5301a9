#!/usr/bin/env bash
# An image of LocalStack 4.14.0 from package registries alone, for machines that cannot pull one: a Debian root file system (apt),
# the locked Python packages (PyPI) and DynamoDB Local (Maven Central). It needs root, Debian's dockerd and mmdebstrap.
# usage: build-localstack.sh IMAGE
set -euo pipefail
image=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

root_file_system() {
  sed 's/bookworm/trixie/g' /etc/apt/sources.list.d/debian.sources |
    mmdebstrap --quiet --mode=root --variant=apt \
      --include=python3-minimal,libpython3-stdlib,ca-certificates,openjdk-21-jre-headless \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' trixie root.tar -
}
python_packages() {
  python3 -m venv venv
  venv/bin/pip install --quiet --disable-pip-version-check uv
  # For the image's Python, not for this machine's.
  venv/bin/uv pip install --quiet --no-cache --link-mode=copy --python-version 3.13 --python-platform x86_64-manylinux_2_28 \
    --require-hashes --target over/opt/site -r "$here/localstack.lock"
  find over/opt/site -name __pycache__ -prune -exec rm -rf {} +
}
jars() {
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/jars"
}
root_file_system >root.log 2>&1 & first=$!
python_packages >python.log 2>&1 & second=$!
jars >jars.log 2>&1 & third=$!
for part in "$first" "$second" "$third"; do
  wait "$part" || { tail -n 20 ./*.log >&2; exit 1; }
done

home=over/usr/lib/localstack
mkdir -p $home/dynamodb-local/2/DynamoDBLocal_lib $home/java $home/jsonata/0.9.7 over/var/lib/localstack
ln -s /usr/lib/jvm/java-21-openjdk-amd64 $home/java/21
cp jars/*.jar jars/libsqlite4java-linux-amd64-*.so $home/dynamodb-local/2/DynamoDBLocal_lib/
# The jar that starts DynamoDB Local is a list of the others; a line of a manifest holds 72 bytes.
python3 - $home/dynamodb-local/2 <<'PY'
import os, sys, zipfile
folder = sys.argv[1]
names = sorted(name for name in os.listdir(f"{folder}/DynamoDBLocal_lib") if name.endswith(".jar"))
line = "Class-Path: . " + " ".join(f"DynamoDBLocal_lib/{name}" for name in names)
lines = [line[:70]] + [" " + line[at:at + 69] for at in range(70, len(line), 69)]
main = "Main-Class: com.amazonaws.services.dynamodbv2.local.main.ServerRunner"
with zipfile.ZipFile(f"{folder}/DynamoDBLocal.jar", "w") as jar:
    jar.writestr("META-INF/MANIFEST.MF", "\r\n".join(["Manifest-Version: 1.0", main, *lines, "", ""]))
PY
# LocalStack starts DynamoDB Local with an agent of its own, which is in no registry; one that does nothing takes its place.
cp jars/byte-buddy-agent-*.jar $home/dynamodb-local/2/ddb-local-loader-0.1.jar
cp jars/{jsonata-,jackson-core-,jackson-annotations-,jackson-databind-}*.jar $home/jsonata/0.9.7/

# Files only: an import refuses a path that is there twice.
(cd over && find . \( -type f -o -type l \) | LC_ALL=C sort) >files
tar --owner=0 --group=0 --mtime=@0 -C over -T files -rf root.tar
docker import \
  -c 'ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/opt/site PYTHONUNBUFFERED=1 HOME=/root' \
  -c 'ENV GATEWAY_LISTEN=0.0.0.0:4566 DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 DNS_ADDRESS=0' \
  -c 'EXPOSE 4566' -c 'ENTRYPOINT ["/usr/bin/python3","-m","localstack.runtime.main"]' root.tar "$image" >/dev/null

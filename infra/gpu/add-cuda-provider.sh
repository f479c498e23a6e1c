#!/bin/sh
# Puts ONNX Runtime's CUDA provider beside the onnxruntime-node that is installed here, for the engine onnx-cuda:
#
#     sh infra/gpu/add-cuda-provider.sh
#
# It is taken from the wheel onnxruntime-gpu of the same version on PyPI, whose hash is in cuda-provider.txt: that one is built
# for CUDA 13 and cuDNN 9. Needs python3 with pip, and 300 MB for a moment.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=1.30.0
[ "$(uname -s) $(uname -m)" = 'Linux x86_64' ] || { echo 'The provider is for Linux on x86-64 alone.' >&2; exit 1; }
package=$(node -p "require('node:path').dirname(require.resolve('onnxruntime-node/package.json'))") || {
  echo "Install onnxruntime-node@$version first, and run this in the folder of the installation." >&2
  exit 1
}
installed=$(node -p "require('$package/package.json').version")
[ "$installed" = "$version" ] || { echo "onnxruntime-node is $installed here, the provider is for $version." >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip download --quiet --no-deps --require-hashes --only-binary=:all: --python-version 3.12 --implementation cp \
  --platform manylinux_2_28_x86_64 --dest "$folder" --requirement "$here/cuda-provider.txt"
python3 - "$folder" "$package/bin/napi-v6/linux/x64" <<'PYTHON'
import pathlib, shutil, sys, zipfile

folder, target = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(next(folder.glob('*.whl'))) as wheel:
    for name in ('libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'):
        fresh = target / f'{name}.part'
        with wheel.open(f'onnxruntime/capi/{name}') as source, fresh.open('wb') as copy:
            shutil.copyfileobj(source, copy)
        fresh.chmod(0o755)
        fresh.rename(target / name)
PYTHON
echo "added to $package; portero doctor says whether it works"

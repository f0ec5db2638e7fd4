#!/bin/sh
# build.sh XEN OUT - xlab and the guest's code into the folder OUT; XEN is where libxen-dev is unpacked. Needs gcc and binutils.
set -e
here=$(dirname "$0")
lib=$1/usr/lib/x86_64-linux-gnu
mkdir -p "$2"
gcc -O1 -Wall -Wextra -Wno-missing-field-initializers -static -D__XEN_TOOLS__ -DXC_WANT_COMPAT_MAP_FOREIGN_API \
	-I"$1/usr/include" -o "$2/xlab" "$here/xlab.c" "$here/play.c" "$here/domain.c" "$here/trace.c" "$here/say.c" \
	"$lib/libxenctrl.a" "$lib/libxenforeignmemory.a" "$lib/libxendevicemodel.a" "$lib/libxengnttab.a" "$lib/libxenevtchn.a" \
	"$lib/libxencall.a" "$lib/libxentoolcore.a" "$lib/libxentoollog.a" -lpthread -ldl
strip "$2/xlab"
gcc -m32 -O1 -ffreestanding -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none -mno-sse -fno-asynchronous-unwind-tables \
	-Wall -Wextra -c "$here/guest.c" -o "$2/guest.o"
ld -m elf_i386 --no-warn-rwx-segments -T "$here/link.ld" "$2/guest.o" -o "$2/guest.elf"
objcopy -O binary "$2/guest.elf" "$2/guest.bin"
rm "$2/guest.o" "$2/guest.elf"

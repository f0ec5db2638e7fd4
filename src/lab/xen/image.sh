#!/bin/sh
# image.sh XEN KERNEL BUILT BUSYBOX OUT.iso - a CD that boots Xen and its dom0; README.md says what each of them is.
# Options of Xen and of dom0's kernel come from the variables XEN_ARGS and DOM0_ARGS, if they are set.
set -e
here=$(dirname "$0") xen=$1 kernel=$2 built=$3 busybox=$4 iso=$5
xen_args=${XEN_ARGS:-"console=none loglvl=all guest_loglvl=all noreboot iommu=0 spec-ctrl=no dom0_mem=160M,max:160M conring_size=8M smt=0 tbuf_size=0"}
dom0_args=${DOM0_ARGS:-"console=hvc0 nokaslr mitigations=off nopti panic=1 loglevel=4 random.trust_cpu=on rcupdate.rcu_expedited=1 nopv_spin quiet"}
release=$(ls "$kernel/lib/modules")
root=$(mktemp -d) cd=$(mktemp -d)
trap 'rm -rf "$root" "$cd"' EXIT
mkdir -p "$root/bin" "$root/dev" "$root/proc" "$root/sys" "$root/mods" "$root/lab" "$cd/boot/grub"
cp "$busybox" "$root/bin/busybox"
cp "$here/init" "$root/init"
cp "$built/xlab" "$built/guest.bin" "$built/version" "$root/lab/"
chmod +x "$root/init"
[ -e "$kernel/lib/modules/$release/modules.dep.bin" ] || /sbin/depmod -b "$kernel" "$release"
for module in xen-privcmd xen-evtchn xen-gntdev xenfs ata_piix sd_mod; do
	for file in $(/sbin/modprobe -d "$kernel" -S "$release" --show-depends $module | sed -n 's/^insmod \([^ ]*\).*/\1/p'); do
		name=$(basename "$file" .xz)
		if [ ! -e "$root/mods/$name" ]; then
			case $file in
			*.xz) xz -dc "$file" >"$root/mods/$name" ;;
			*) cp "$file" "$root/mods/$name" ;;
			esac
			strip -g "$root/mods/$name"
			echo "$name" >>"$root/mods/order"
		fi
	done
done
# Xen would take 40 s of the emulator's time to unpack the kernel.
cp "$built/vmlinux" "$cd/boot/vmlinux"
zcat "$(ls "$xen"/boot/xen-*-amd64.gz)" >"$cd/boot/xen"
(cd "$root" && find . | cpio -o -H newc --quiet) >"$cd/boot/initrd"
# Multiboot 1: by the header for version 2, GRUB sets a graphics mode.
cat >"$cd/boot/grub/grub.cfg" <<G
set timeout=0
set gfxpayload=text
multiboot /boot/xen placeholder $xen_args
module /boot/vmlinux placeholder $dom0_args
module --nounzip /boot/initrd
boot
G
grub-mkrescue -d /usr/lib/grub/i386-pc -o "$iso" "$cd" --fonts= --themes= --locales= >"$iso.log" 2>&1 || { cat "$iso.log" >&2; exit 1; }

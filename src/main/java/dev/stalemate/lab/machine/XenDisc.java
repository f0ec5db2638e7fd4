package dev.stalemate.lab.machine;

import dev.stalemate.lab.machine.LabFolder.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The disc of a Xen: dom0's first process plays scenarios on domains of its own. */
final class XenDisc extends DiscBuilder {
    private static final List<String> XLAB =
            List.of("xen/xlab.c", "xen/play.c", "xen/domain.c", "xen/trace.c", "xen/say.c");
    private static final List<String> HEADERS = List.of("xen/xlab.h", "xen/mailbox.h");
    private static final List<String> GUEST = List.of("xen/guest.c", "xen/link.ld");
    private static final String INIT = "xen/init";
    private static final String MENU = "xen/grub.cfg";
    private static final List<String> MODULES =
            List.of("xen-privcmd", "xen-evtchn", "xen-gntdev", "xenfs", "ata_piix", "sd_mod");
    private static final List<String> LIBRARIES = List.of(
            "xenctrl",
            "xenforeignmemory",
            "xendevicemodel",
            "xengnttab",
            "xenevtchn",
            "xencall",
            "xentoolcore",
            "xentoollog");
    private static final List<String> FREESTANDING = List.of(
            "-m32",
            "-O1",
            "-ffreestanding",
            "-fno-pic",
            "-fno-pie",
            "-fno-stack-protector",
            "-fcf-protection=none",
            "-mno-sse",
            "-fno-asynchronous-unwind-tables");

    private final String version;

    /**
     * Of an image.
     *
     * @param version of the hypervisor's package
     */
    XenDisc(Place place, Path root, String release, String version, BooleanSupplier stopped) {
        super(place, root, release, stopped);
        this.version = version;
    }

    /** What it is made of, beside packages. */
    static List<String> sources() {
        List<String> sources = new ArrayList<>(XLAB);
        sources.addAll(HEADERS);
        sources.addAll(GUEST);
        sources.addAll(List.of(INIT, MENU));
        return sources;
    }

    @Override
    void compile(Path build) throws IOException {
        Path folder = build.resolve("xlab");
        Sources.copy(XLAB, folder);
        Sources.copy(HEADERS, folder);
        Sources.copy(GUEST, folder);
        List<String> command = new ArrayList<>(List.of(
                "gcc",
                "-O1",
                "-static",
                "-D__XEN_TOOLS__",
                "-DXC_WANT_COMPAT_MAP_FOREIGN_API",
                "-I" + root.resolve("usr/include"),
                "-o",
                "../lab"));
        XLAB.forEach(name -> command.add(Sources.last(name)));
        LIBRARIES.forEach(name -> command.add(
                root.resolve("usr/lib/x86_64-linux-gnu/lib" + name + ".a").toString()));
        in(folder).run(COMPILES, command);
        List<String> guest = new ArrayList<>(List.of("gcc"));
        guest.addAll(FREESTANDING);
        guest.addAll(List.of("-c", "guest.c", "-o", "guest.o"));
        in(folder).run(COMPILES, guest);
        in(folder).run(COMPILES, List.of("ld", "-m", "elf_i386", "-T", "link.ld", "guest.o", "-o", "guest.elf"));
        in(folder).run(COMPILES, List.of("objcopy", "-O", "binary", "guest.elf", "../guest.bin"));
    }

    @Override
    void fill(Path initrd) throws IOException {
        Files.createDirectories(initrd.resolve("bin"));
        Files.copy(root.resolve("bin/busybox"), initrd.resolve("bin/busybox"));
        Path init = initrd.resolve("init");
        Files.writeString(init, Sources.text(INIT), StandardCharsets.UTF_8);
        if (!init.toFile().setExecutable(true)) {
            throw new IOException(init + " can't be made executable");
        }
        Path lab = Files.createDirectories(initrd.resolve("lab"));
        Files.copy(place.build().resolve("lab"), lab.resolve("xlab"));
        Files.copy(place.build().resolve("guest.bin"), lab.resolve("guest.bin"));
        Files.writeString(lab.resolve("version"), version + "\n", StandardCharsets.US_ASCII);
    }

    @Override
    void fillDisc(Path disc) throws IOException {
        Files.copy(kernel(), disc.resolve("boot/vmlinuz"));
        shell("gzip -dc \"$0\"/boot/xen-*-amd64.gz > \"$1\"", root, disc.resolve("boot/xen"));
        Files.writeString(disc.resolve("boot/grub/grub.cfg"), Sources.text(MENU), StandardCharsets.UTF_8);
    }

    @Override
    Collection<Path> modules() throws IOException {
        return modulesNamed(MODULES);
    }
}

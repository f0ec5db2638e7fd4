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
import org.jspecify.annotations.Nullable;

/** The disc of a kernel with KVM: the micro-VMM is its first process. */
final class KvmDisc extends DiscBuilder {
    private static final List<String> VMM =
            List.of("kvm/init.c", "kvm/say.c", "kvm/vm.c", "kvm/guest.c", "kvm/op.c", "kvm/race.c");
    private static final String HEADER = "kvm/vmm.h";
    private static final String MODULE = "kvm/ncdma.c";
    private static final String MENU = "kvm/grub.cfg";
    private static final List<String> MODULES = List.of("kvm-intel", "ata_piix", "sd_mod");

    private final @Nullable Path patched;

    /**
     * Of an image.
     *
     * @param patched a folder with a kvm.ko and a kvm-intel.ko to take instead of the package's; null for none
     */
    KvmDisc(Place place, Path root, String release, @Nullable Path patched, BooleanSupplier stopped) {
        super(place, root, release, stopped);
        this.patched = patched;
    }

    /** What it is made of, beside packages. */
    static List<String> sources() {
        List<String> sources = new ArrayList<>(VMM);
        sources.addAll(List.of(HEADER, MODULE, MENU));
        return sources;
    }

    @Override
    void compile(Path build) throws IOException {
        Path vmm = build.resolve("vmm");
        Sources.copy(VMM, vmm);
        Sources.copy(List.of(HEADER), vmm);
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-static", "-pthread", "-o", "../init"));
        VMM.forEach(name -> command.add(Sources.last(name)));
        in(vmm).run(COMPILES, command);
        Path module = build.resolve("module");
        Sources.copy(List.of(MODULE), module);
        Files.writeString(module.resolve("Makefile"), "obj-m := ncdma.o\n", StandardCharsets.US_ASCII);
        // pahole, which the package's configuration asks for, would describe types that nobody reads here.
        String noTypes = "CONFIG_DEBUG_INFO_BTF_MODULES=";
        String headers = headers(root, release).toString();
        in(module).run(COMPILES, List.of("make", "-s", noTypes, "-C", headers, "M=" + module, "modules"));
    }

    /** The unpacked headers; their Makefile names the place where they would be installed. */
    static Path headers(Path root, String release) throws IOException {
        Path sources = root.resolve("usr/src");
        Path headers = sources.resolve("linux-headers-" + release);
        Path makefile = headers.resolve("Makefile");
        String text = Files.readString(makefile);
        Files.writeString(makefile, text.replaceFirst("include \\S*/(linux-headers-)", "include " + sources + "/$1"));
        return headers;
    }

    @Override
    void fill(Path initrd) throws IOException {
        Files.copy(place.build().resolve("init"), initrd.resolve("init"));
    }

    @Override
    void fillDisc(Path disc) throws IOException {
        Files.copy(kernel(), disc.resolve("boot/vmlinuz"));
        Files.writeString(disc.resolve("boot/grub/grub.cfg"), Sources.text(MENU), StandardCharsets.UTF_8);
    }

    @Override
    Collection<Path> modules() throws IOException {
        List<Path> modules = new ArrayList<>();
        for (Path module : modulesNamed(MODULES)) {
            Path own = patched == null ? module : patched.resolve(ModuleOrder.name(module) + ".ko");
            modules.add(Files.exists(own) ? own : module);
        }
        modules.add(place.build().resolve("module/ncdma.ko"));
        return modules;
    }
}

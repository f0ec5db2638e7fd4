package dev.stalemate.lab.machine;

import dev.stalemate.lab.machine.LabFolder.Place;
import dev.stalemate.outside.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the disc of a kernel with KVM: the kernel, the modules that it needs, the module of the lab, and the micro-VMM as first process. */
final class ImageBuilder {
    private static final Duration COMPILES = Duration.ofMinutes(10);
    private static final List<String> MODULES = List.of("kvm-intel", "ata_piix", "sd_mod");
    private static final String OWN_MODULE = "ncdma.ko";

    private final Place place;
    private final Path root;
    private final String release;
    private final @Nullable Path patchedModules;
    private final BooleanSupplier stopped;

    /**
     * Of an image.
     *
     * @param place where it goes
     * @param root where its packages are unpacked
     * @param release the kernel's name for itself
     * @param patchedModules a folder with a kvm.ko and a kvm-intel.ko to take instead of the package's; null for none
     */
    ImageBuilder(Place place, Path root, String release, @Nullable Path patchedModules, BooleanSupplier stopped) {
        this.place = place;
        this.root = root;
        this.release = release;
        this.patchedModules = patchedModules;
        this.stopped = stopped;
    }

    /** Compiles and puts together; the disc has its name once it is whole. */
    void build() throws IOException {
        Path build = place.build();
        Files.createDirectories(build);
        compileVmm(build);
        compileShim(build);
        compileModule(build.resolve("module"));
        Path content = fresh(build.resolve("disc"));
        Files.createDirectories(content.resolve("boot/grub"));
        Files.copy(root.resolve("boot/vmlinuz-" + release), content.resolve("boot/vmlinuz"));
        initrd(fresh(build.resolve("initrd")), content.resolve("boot/initrd"));
        disc(content);
    }

    private void compileVmm(Path build) throws IOException {
        Path source = build.resolve("vmm");
        Sources.copy(Sources.VMM, source);
        Sources.copy(Sources.HEADERS, source);
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-static", "-pthread", "-o", "../init"));
        Sources.VMM.forEach(name -> command.add(Sources.last(name)));
        in(source).run(COMPILES, command);
    }

    private void compileShim(Path build) throws IOException {
        Sources.copy(List.of(Sources.SHIM), build);
        in(build).run(COMPILES, List.of("gcc", "-O1", "-shared", "-fPIC", "-o", "shim.so", "shim.c", "-ldl"));
    }

    private void compileModule(Path folder) throws IOException {
        Sources.copy(List.of(Sources.MODULE), folder);
        Files.writeString(folder.resolve("Makefile"), "obj-m := ncdma.o\n");
        // pahole, which the package's configuration asks for, would describe types that nobody reads here.
        in(folder)
                .run(
                        COMPILES,
                        List.of(
                                "make",
                                "-s",
                                "CONFIG_DEBUG_INFO_BTF_MODULES=",
                                "-C",
                                headers(root, release).toString(),
                                "M=" + folder,
                                "modules"));
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

    private void initrd(Path folder, Path file) throws IOException {
        for (String name : List.of("dev", "proc", "sys", "mods")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.copy(place.build().resolve("init"), folder.resolve("init"));
        List<String> order = new ArrayList<>();
        for (Path module : modules()) {
            Path plain = plain(module, folder.resolve("mods"));
            in(folder).run(COMPILES, List.of("strip", "-g", plain.toString()));
            order.add(plain.getFileName().toString());
        }
        Files.writeString(folder.resolve("mods/order"), String.join("\n", order) + "\n");
        in(place.build())
                .run(
                        COMPILES,
                        List.of(
                                "sh",
                                "-c",
                                "cd initrd && find . | LC_ALL=C sort | cpio -o -H newc --quiet > \"$0\"",
                                file.toString()));
    }

    /** The modules, each after those that it needs: modules.dep would have to be made first, so they are asked themselves. */
    private Set<Path> modules() throws IOException {
        Path kernel = root.resolve("lib/modules/" + release + "/kernel");
        List<Path> all;
        try (Stream<Path> files = Files.walk(kernel)) {
            all = files.filter(f -> f.getFileName().toString().contains(".ko"))
                    .sorted()
                    .toList();
        }
        ModuleOrder order = new ModuleOrder(all, in(place.build()));
        Set<Path> needed = new LinkedHashSet<>();
        for (String name : MODULES) {
            order.add(name, needed);
        }
        List<Path> taken = new ArrayList<>();
        for (Path module : needed) {
            Path patched = patchedModules == null ? null : patchedModules.resolve(ModuleOrder.name(module) + ".ko");
            taken.add(patched != null && Files.exists(patched) ? patched : module);
        }
        taken.add(place.build().resolve("module").resolve(OWN_MODULE));
        return new LinkedHashSet<>(taken);
    }

    private Path plain(Path module, Path folder) throws IOException {
        Path plain = folder.resolve(ModuleOrder.name(module) + ".ko");
        if (module.toString().endsWith(".xz")) {
            in(place.build())
                    .run(COMPILES, List.of("sh", "-c", "xz -dc \"$0\" > \"$1\"", module.toString(), plain.toString()));
        } else {
            Files.copy(module, plain, StandardCopyOption.REPLACE_EXISTING);
        }
        return plain;
    }

    private void disc(Path content) throws IOException {
        Files.writeString(content.resolve("boot/grub/grub.cfg"), Sources.text(Sources.MENU), StandardCharsets.UTF_8);
        Path unfinished = Place.unfinished(place.disc());
        Child child = in(place.build());
        Discs.make(child, content, unfinished);
        Files.move(unfinished, place.disc(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A folder that is empty. */
    private static Path fresh(Path folder) throws IOException {
        Discs.remove(folder);
        return Files.createDirectories(folder);
    }

    private Child in(Path folder) {
        return new Child(folder, stopped);
    }
}

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
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Builds a disc that boots: a kernel, the modules that it needs, and a first process that plays scenarios. */
abstract class DiscBuilder {
    static final Duration COMPILES = Duration.ofMinutes(10);

    /** Where it goes. */
    final Place place;
    /** Where packages are unpacked. */
    final Path root;
    /** The kernel's name for itself. */
    final String release;

    private final BooleanSupplier stopped;

    DiscBuilder(Place place, Path root, String release, BooleanSupplier stopped) {
        this.place = place;
        this.root = root;
        this.release = release;
        this.stopped = stopped;
    }

    /** Compiles what the disc needs. */
    abstract void compile(Path build) throws IOException;

    /** Fills the first file system of the kernel, but for the modules. */
    abstract void fill(Path initrd) throws IOException;

    /** Fills the disc, but for the first file system; its menu is boot/grub/grub.cfg. */
    abstract void fillDisc(Path disc) throws IOException;

    /** The modules to load, in order. */
    abstract Collection<Path> modules() throws IOException;

    /** Compiles and puts together; the disc has its name once it is whole. */
    final void build() throws IOException {
        Path build = Files.createDirectories(place.build());
        Sources.copy(List.of(Sources.SHIM), build);
        in(build).run(COMPILES, List.of("gcc", "-O1", "-shared", "-fPIC", "-o", "shim.so", "shim.c", "-ldl"));
        compile(build);
        Path disc = fresh(build.resolve("disc"));
        Files.createDirectories(disc.resolve("boot/grub"));
        fillDisc(disc);
        Path initrd = fresh(build.resolve("initrd"));
        for (String name : List.of("dev", "proc", "sys", "mods")) {
            Files.createDirectories(initrd.resolve(name));
        }
        fill(initrd);
        putModules(initrd.resolve("mods"));
        pack(disc.resolve("boot/initrd"));
        Path unfinished = Place.unfinished(place.disc());
        Discs.make(in(build), disc, unfinished);
        Files.move(unfinished, place.disc(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Modules of the kernel, each after those that it needs. */
    final Set<Path> modulesNamed(List<String> names) throws IOException {
        Path kernel = root.resolve("lib/modules/" + release + "/kernel");
        List<Path> all;
        try (Stream<Path> files = Files.walk(kernel)) {
            all = files.filter(f -> f.getFileName().toString().contains(".ko")).toList();
        }
        ModuleOrder order = new ModuleOrder(all, in(place.build()));
        Set<Path> needed = new LinkedHashSet<>();
        for (String name : names) {
            order.add(name, needed);
        }
        return needed;
    }

    private void putModules(Path folder) throws IOException {
        List<String> order = new ArrayList<>();
        for (Path module : modules()) {
            Path plain = folder.resolve(ModuleOrder.name(module) + ".ko");
            if (module.toString().endsWith(".xz")) {
                shell("xz -dc \"$0\" > \"$1\"", module, plain);
            } else {
                Files.copy(module, plain);
            }
            in(folder).run(COMPILES, List.of("strip", "-g", plain.toString()));
            order.add(plain.getFileName().toString());
        }
        Files.writeString(folder.resolve("order"), String.join("\n", order) + "\n", StandardCharsets.US_ASCII);
    }

    private void pack(Path file) throws IOException {
        shell("cd initrd && find . | LC_ALL=C sort | cpio -o -H newc --quiet > \"$0\"", file);
    }

    /** Runs a line of the shell; $0 and $1 are files. */
    final void shell(String line, Path... files) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", line));
        for (Path file : files) {
            command.add(file.toString());
        }
        in(place.build()).run(COMPILES, command);
    }

    /** The kernel's own file. */
    final Path kernel() {
        return root.resolve("boot/vmlinuz-" + release);
    }

    final Child in(Path folder) {
        return new Child(folder, stopped);
    }

    /** A folder that is empty. */
    private static Path fresh(Path folder) throws IOException {
        Discs.remove(folder);
        return Files.createDirectories(folder);
    }
}

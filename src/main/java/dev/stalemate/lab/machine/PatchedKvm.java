package dev.stalemate.lab.machine;

import dev.stalemate.outside.Child;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Builds KVM's modules of a Debian kernel with a patch, out of the package of the kernel's sources and against its headers. */
final class PatchedKvm {
    private static final Duration COMPILES = Duration.ofHours(1);
    private static final int QUOTED = 600;
    private static final List<String> OURS = List.of("arch/x86/kvm", "virt/kvm");

    private final Path tree;
    private final Path headers;
    private final BooleanSupplier stopped;
    private final Consumer<String> say;

    /**
     * A place to build in.
     *
     * @param folder where the tree goes
     * @param headers the kernel's unpacked headers, with the configuration
     */
    PatchedKvm(Path folder, Path headers, BooleanSupplier stopped, Consumer<String> say) {
        this.tree = folder.resolve("tree");
        this.headers = headers;
        this.stopped = stopped;
        this.say = say;
    }

    /**
     * Builds.
     *
     * @param common the unpacked headers that all configurations share
     * @param sources the kernel's sources, a tar file
     * @param patch what to change
     * @return the folder with kvm.ko and kvm-intel.ko
     * @throws BadPatchException if the patch does not apply, or changes nothing of KVM, or does not compile
     */
    Path build(Path common, Path sources, KernelPatch patch) throws IOException, BadPatchException {
        Path modules = tree.resolve(OURS.get(0));
        Path parent = Objects.requireNonNull(tree.getParent());
        Discs.remove(parent);
        Files.createDirectories(parent);
        // Hard links: patch writes a new file instead of the one that it changes.
        in(parent).run(COMPILES, List.of("cp", "-al", common.toString(), tree.toString()));
        relink(common);
        String root = sources.getFileName().toString().replace(".tar.xz", "");
        List<String> unpack = new ArrayList<>(List.of("tar", "-xJf", sources.toString(), "--strip-components=1"));
        OURS.forEach(folder -> unpack.add(root + "/" + folder));
        in(tree).run(COMPILES, unpack);
        apply(patch);
        // Beside the headers themselves, since their links are relative.
        Path own = headers.resolveSibling(headers.getFileName() + ".patched-" + patch.id());
        Discs.remove(own);
        in(tree).run(COMPILES, List.of("cp", "-a", headers.toString(), own.toString()));
        Files.writeString(own.resolve("Makefile"), "include " + tree + "/Makefile\n");
        say.accept("compiles KVM with the patch (about two minutes of the processor's time)");
        try {
            in(tree).run(
                            COMPILES,
                            List.of(
                                    "make",
                                    "-s",
                                    "-j2",
                                    "CONFIG_KVM_AMD=",
                                    "CONFIG_DEBUG_INFO_BTF_MODULES=",
                                    "CONFIG_KVM_WERROR=",
                                    "-C",
                                    own.toString(),
                                    "M=" + modules,
                                    "modules"));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new BadPatchException(patch.name() + " does not compile: " + e.getMessage(), e);
        } finally {
            Discs.remove(own);
        }
        return modules;
    }

    /** Links of the headers go to other packages beside them: the tree is elsewhere. */
    private void relink(Path common) throws IOException {
        for (String name : List.of("scripts", "tools")) {
            Path link = tree.resolve(name);
            if (Files.isSymbolicLink(link)) {
                Path to = common.resolve(name).toRealPath();
                Files.delete(link);
                Files.createSymbolicLink(link, to);
            }
        }
    }

    private void apply(KernelPatch patch) throws IOException, BadPatchException {
        Predicate<String> has = path -> OURS.stream().anyMatch(o -> path.startsWith(o + "/"))
                || (!path.contains("..") && Files.exists(tree.resolve(path)));
        List<String> without = patch.without(has);
        if (!without.isEmpty()) {
            say.accept("leaves out what no module of KVM is built from: " + String.join(", ", without));
        }
        String text = patch.of(has);
        if (text.isEmpty()) {
            throw new BadPatchException(patch.name() + " changes nothing that KVM is built from");
        }
        Path file = tree.resolveSibling("the.patch");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Child.Ended ended = in(tree).end(
                        COMPILES,
                        List.of("patch", "-p1", "--forward", "--no-backup-if-mismatch", "-i", file.toString()));
        if (ended.code() != 0) {
            String why = (ended.out() + ended.err())
                    .lines()
                    .filter(l -> !l.startsWith("patching file"))
                    .collect(Collectors.joining("; "));
            throw new BadPatchException(patch.name() + " does not apply: " + Visible.line(why, QUOTED));
        }
    }

    private Child in(Path folder) {
        return new Child(folder, stopped);
    }
}

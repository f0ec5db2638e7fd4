package dev.stalemate.lab.machine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A file of the host without which the lab can't do something, and Debian's package that has it. */
public enum LabTool {
    EMULATOR("bochs-bin", "bochs", "runs the kernels"),
    BIOS("/usr/share/bochs/BIOS-bochs-latest", "bochsbios", "the emulated machine's firmware"),
    VIDEO_BIOS("/usr/share/vgabios/vgabios.bin", "vgabios", "the emulated machine's firmware"),
    GRUB("grub-mkimage", "grub-common", "makes images that boot"),
    GRUB_MODULES("/usr/lib/grub/i386-pc/linux.mod", "grub-pc-bin", "makes images that boot"),
    XORRISO("xorriso", "xorriso", "makes images that boot"),
    CPIO("cpio", "cpio", "makes images that boot"),
    XZ("xz", "xz-utils", "unpacks the kernel's modules"),
    APT_GET("apt-get", "apt", "takes packages from Debian's archive"),
    APT_CACHE("apt-cache", "apt", "asks which packages Debian's archive has"),
    DPKG_DEB("dpkg-deb", "dpkg", "unpacks packages"),
    GCC("gcc", "gcc", "compiles the micro-VMM and the module"),
    LIBC("/usr/include/stdio.h", "libc6-dev", "compiles the micro-VMM"),
    MAKE("make", "make", "compiles the module"),
    STRIP("strip", "binutils", "makes modules small"),
    PATCH("patch", "patch", "builds a patched KVM");

    private final String file;
    private final String debian;
    private final String why;

    LabTool(String file, String debian, String why) {
        this.file = file;
        this.debian = debian;
        this.why = why;
    }

    /** The name of the program, or the path of the file. */
    public String file() {
        return file;
    }

    /** Debian's package. */
    public String debian() {
        return debian;
    }

    /** What it is for. */
    public String why() {
        return why;
    }

    /** Those that a machine has not. */
    public static List<LabTool> missing(Predicate<LabTool> has) {
        List<LabTool> missing = new ArrayList<>();
        for (LabTool tool : values()) {
            if (!has.test(tool)) {
                missing.add(tool);
            }
        }
        return missing;
    }

    /** Whether this machine has it. */
    public boolean isHere() {
        return isHere(file);
    }

    /** Whether this machine has a file of this path, or a program of this name. */
    static boolean isHere(String file) {
        if (file.startsWith("/")) {
            return Files.isReadable(Path.of(file));
        }
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, file))) {
                return true;
            }
        }
        return Files.isExecutable(Path.of("/usr/sbin", file));
    }

    /** The command that installs what is missing. */
    public static String install(List<LabTool> missing) {
        return "apt-get install --no-install-recommends "
                + String.join(
                        " ", missing.stream().map(LabTool::debian).distinct().toList());
    }
}

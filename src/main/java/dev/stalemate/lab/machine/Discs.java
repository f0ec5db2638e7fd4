package dev.stalemate.lab.machine;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.outside.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Discs that boot by GRUB. */
final class Discs {
    private static final Duration MAKES = Duration.ofMinutes(5);
    private static final String CORE = "boot/grub/core.img";
    private static final List<String> GRUB_MODULES =
            List.of("biosdisk", "iso9660", "normal", "configfile", "linux", "multiboot");

    private Discs() {}

    /** Makes a disc of a folder that has its boot/grub/grub.cfg. */
    static void make(Child child, Path content, Path disc) throws IOException {
        List<String> core = new ArrayList<>(List.of(
                "grub-mkimage",
                "-d",
                "/usr/lib/grub/i386-pc",
                "-O",
                "i386-pc-eltorito",
                "-p",
                "/boot/grub",
                "-o",
                content.resolve(CORE).toString()));
        core.addAll(GRUB_MODULES);
        child.run(MAKES, core);
        child.run(
                MAKES,
                List.of(
                        "xorriso",
                        "-as",
                        "mkisofs",
                        "-quiet",
                        "-b",
                        CORE,
                        "-no-emul-boot",
                        "-boot-load-size",
                        "4",
                        "-boot-info-table",
                        "-o",
                        disc.toString(),
                        content.toString()));
    }

    /** Removes a folder of ours with all that is in it, if it is there. */
    static void remove(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }
}

package dev.stalemate.lab.machine;

import dev.stalemate.lab.machine.LabFolder.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Images without a kernel: what the machine is to say is a file of the image, and a program of the shell in the emulator's place says it. */
public final class FakeImage {
    private static final String PROGRAM = "emulator";

    private FakeImage() {}

    /** The setup of a kernel whose emulator is the program of {@link #make}. */
    public static LabSetup setup(
            LabFolder folder,
            DebianKernel kernel,
            @Nullable KernelPatch patch,
            BooleanSupplier stopped,
            Consumer<String> say) {
        return new LabSetup(
                folder, kernel, patch, folder.path().resolve(PROGRAM).toString(), stopped, say);
    }

    /** Makes the image of a kernel whose machine says these lines, whatever it is asked. */
    public static void make(LabFolder folder, DebianKernel kernel, @Nullable KernelPatch patch, List<String> lines)
            throws IOException {
        LabSetup setup = setup(folder, kernel, patch, () -> false, text -> {});
        folder.place(kernel.label()).choose("1");
        Place place = setup.place();
        Files.createDirectories(place.state());
        Files.createDirectories(place.build());
        Files.writeString(place.folder().resolve("lock"), "");
        Files.writeString(place.disc(), "");
        List<String> boot = new ArrayList<>(lines);
        boot.removeIf(line -> !line.startsWith("@machine "));
        Files.write(place.boot(), boot, StandardCharsets.ISO_8859_1);
        List<String> says = new ArrayList<>(lines);
        says.removeAll(boot);
        Files.write(place.state().resolve("says"), says, StandardCharsets.ISO_8859_1);
        Files.writeString(place.state().resolve(LabSetup.MADE_OF), setup.sum("1"));
        Path program = folder.path().resolve(PROGRAM);
        Files.writeString(program, "#!/bin/sh\necho @ready\ncat \"$3/says\"\necho @done\n");
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " can't be made executable");
        }
    }
}

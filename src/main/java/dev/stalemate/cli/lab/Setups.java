package dev.stalemate.cli.lab;

import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.lab.machine.KernelPatch;
import dev.stalemate.lab.machine.LabFolder;
import dev.stalemate.lab.machine.LabSetup;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where commands have the machines of kernels from; tests have ones with another program in the place of the emulator. */
@FunctionalInterface
interface Setups {
    /** The setup of a kernel, as {@link LabSetup} takes it. */
    LabSetup of(
            LabFolder folder,
            DebianKernel kernel,
            @Nullable KernelPatch patch,
            BooleanSupplier stopped,
            Consumer<String> say);
}

package dev.stalemate.lab.machine;

import dev.stalemate.lab.machine.LabFolder.Place;
import dev.stalemate.outside.Child;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the image of a kernel: chooses the packages, loads, unpacks, compiles, puts a disc together, boots it once and saves the state of
 * the machine. Each part is kept once it is whole, so that a setup that was interrupted goes on where it was.
 */
public final class LabSetup {
    private static final Duration UNPACKS = Duration.ofMinutes(10);
    private static final Duration BOOT_PATIENCE = Duration.ofMinutes(10);
    private static final int DISK_MB = 500;
    static final String MADE_OF = "made-of";

    private final LabFolder folder;
    private final DebianKernel kernel;
    private final @Nullable KernelPatch patch;
    private final String emulator;
    private final BooleanSupplier stopped;
    private final Consumer<String> say;

    /**
     * Of a kernel.
     *
     * @param folder where images are kept
     * @param stopped whether the user wants it to end
     * @param say tells what is done next, a line each
     */
    public LabSetup(LabFolder folder, DebianKernel kernel, BooleanSupplier stopped, Consumer<String> say) {
        this(folder, kernel, null, stopped, say);
    }

    /** The same for a kernel whose KVM is patched. */
    public LabSetup(
            LabFolder folder,
            DebianKernel kernel,
            @Nullable KernelPatch patch,
            BooleanSupplier stopped,
            Consumer<String> say) {
        this(folder, kernel, patch, LabTool.EMULATOR.file(), stopped, say);
    }

    /** The same with another program in the place of the emulator. */
    LabSetup(
            LabFolder folder,
            DebianKernel kernel,
            @Nullable KernelPatch patch,
            String emulator,
            BooleanSupplier stopped,
            Consumer<String> say) {
        this.emulator = emulator;
        this.folder = folder;
        this.kernel = kernel;
        this.patch = patch;
        this.stopped = stopped;
        this.say = say;
    }

    /** Whether there is nothing left to do. */
    public boolean isDone() throws IOException {
        Place place = place();
        Path made = place.state().resolve(MADE_OF);
        String version = folder.place(kernel.label()).version();
        return Files.exists(made)
                && Files.readString(made, StandardCharsets.US_ASCII).equals(sum(version));
    }

    /** Whether the program that runs machines is here. */
    public boolean hasEmulator() {
        return LabTool.isHere(emulator);
    }

    /** What is still to load and to make, in words. */
    public String needs() throws IOException {
        boolean unpacked = Files.exists(folder.place(kernel.label()).root());
        return (unpacked ? "nothing to be loaded" : kernel.megabytes() + " MB to be loaded") + ", " + DISK_MB
                + " MB of disk, and about two minutes";
    }

    /** What the machine would be, without making it: null if it is not made yet. */
    public @Nullable BootedMachine machine() throws IOException {
        return isDone() ? new BootedMachine(place(), emulator, BootedMachine.PATIENCE, stopped) : null;
    }

    /**
     * Does what is left to do.
     *
     * @throws LabException if something that it takes is not there or fails
     */
    @SuppressWarnings("try") // nobody else makes or runs the image meanwhile
    public BootedMachine make() throws IOException, LabException {
        if (isDone()) {
            return new BootedMachine(place(), emulator, BootedMachine.PATIENCE, stopped);
        }
        try (LabLock held = LabLock.toMake(place().folder())) {
            return made();
        } catch (IOException | LabException e) {
            if (stopped.getAsBoolean()) {
                throw new LabException("interrupted; the same command goes on from here", e);
            }
            if (e instanceof BadPatchException) {
                Discs.remove(place().folder()); // nothing of a patch that was refused is of use
            }
            throw e;
        }
    }

    /** A disk that fills up half-way is told before anything is loaded. */
    private void checkSpace() throws IOException, LabException {
        long free =
                Files.getFileStore(Files.createDirectories(place().folder())).getUsableSpace() >> 20;
        if (free < DISK_MB) {
            throw new LabException("the disk of " + place().folder() + " has " + free + " MiB left, and it takes "
                    + DISK_MB + ": name another folder by --folder or STALEMATE_LAB");
        }
    }

    private BootedMachine made() throws IOException, LabException {
        Place place = place();
        if (!isDone()) {
            List<LabTool> missing = LabTool.missing(LabTool::isHere);
            if (!missing.isEmpty()) {
                throw new LabException("this machine lacks "
                        + String.join(", ", missing.stream().map(LabTool::file).toList()) + ": "
                        + LabTool.install(missing));
            }
            checkSpace();
            if (patch != null) {
                patch.check();
            }
            Place debian = folder.place(kernel.label());
            Files.createDirectories(debian.packages());
            String version = chosen(debian);
            unpack(debian, version);
            DiscBuilder disc = disc(debian, version);
            say.accept("compiles what plays scenarios, and makes a disc (some seconds)");
            disc.build();
            boot(place, version);
        }
        return new BootedMachine(place, emulator, BootedMachine.PATIENCE, stopped);
    }

    Place place() {
        return folder.place(kernel.label() + (patch == null ? "" : "-patch-" + patch.id()));
    }

    private DiscBuilder disc(Place debian, String version) throws IOException, LabException {
        String release = kernel.release(version);
        if (kernel.isXen()) {
            String hypervisor = archive(debian)
                    .files(List.of(DebianKernel.HYPERVISOR))
                    .get(0)
                    .version();
            return new XenDisc(place(), debian.root(), release, hypervisor, stopped);
        }
        Path modules = patch == null ? null : patched(debian, version, patch);
        return new KvmDisc(place(), debian.root(), release, modules, stopped);
    }

    private Path patched(Place debian, String version, KernelPatch change) throws IOException, LabException {
        Path usr = debian.root().resolve("usr/src");
        Path sources = usr.resolve(kernel.sources() + ".tar.xz");
        if (!Files.exists(sources)) {
            say.accept("loads the kernel's sources, 140 MB");
            load(debian, List.of(kernel.sources()), debian.root());
        }
        Path own = Files.createDirectories(place().folder());
        Path headers = KvmDisc.headers(debian.root(), kernel.release(version));
        return new PatchedKvm(own.resolve("kvm"), headers, stopped, say)
                .build(usr.resolve("linux-headers-" + version + "-common"), sources, change);
    }

    private String chosen(Place place) throws IOException, LabException {
        String version = place.version();
        if (version.isEmpty()) {
            version = kernel.choose(archive(place).names("linux-image-"));
            if (version.isEmpty()) {
                throw new LabException(
                        "Debian's archive, as this machine's apt knows it, has no kernel of the series of "
                                + kernel.pinned()
                                + ": run apt-get update, and see whether /etc/apt has Debian 12 (bookworm) and its security updates");
            }
            if (!version.equals(kernel.pinned())) {
                say.accept("the archive has " + kernel.pinned() + " no longer: " + version
                        + " of the same series is taken");
            }
            place.choose(version);
        }
        return version;
    }

    private void unpack(Place place, String version) throws IOException, LabException {
        if (Files.exists(place.root())) {
            return;
        }
        Path unfinished = Place.unfinished(place.root());
        Discs.remove(unfinished);
        load(place, kernel.packages(version), unfinished);
        Files.move(unfinished, place.root(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Loads packages, those that are there already excepted, and unpacks them. */
    private void load(Place place, List<String> names, Path to) throws IOException, LabException {
        List<Archive.Package> files = archive(place).files(names);
        List<String> left = new ArrayList<>();
        long bytes = 0;
        for (Archive.Package file : files) {
            if (!file.isIn(place.packages())) {
                left.add(file.debian());
                bytes += file.bytes();
            }
        }
        if (!left.isEmpty()) {
            say.accept("loads " + Amounts.count(left.size(), "package") + ", " + (bytes >> 20) + " MiB");
            archive(place).load(left);
        }
        say.accept("unpacks");
        for (Archive.Package file : files) {
            if (!file.isIn(place.packages())) {
                throw new LabException(place.packages().resolve(file.name()) + " is not what the archive says it is");
            }
            in(place.packages()).run(UNPACKS, List.of("dpkg-deb", "-x", file.name(), to.toString()));
        }
    }

    private void boot(Place place, String version) throws IOException, LabException {
        say.accept("boots it once (about a minute of the processor's time), and saves the state of the machine");
        Path work = place.folder().resolve("first-boot");
        Path state = Place.unfinished(place.state());
        Discs.remove(work);
        Discs.remove(state);
        Files.createDirectories(work);
        Files.createDirectories(state);
        Files.createSymbolicLink(work.resolve("boot.iso"), place.disc());
        Files.writeString(work.resolve("rc"), "c\n");
        Files.writeString(work.resolve("bochsrc"), configuration());
        Scenarios.writeDisk(work.resolve("scenarios.img"), "");
        List<String> said = new ArrayList<>();
        Emulator emulator = new Emulator(work, BOOT_PATIENCE, stopped);
        emulator.run(
                List.of(this.emulator, "-q", "-f", "bochsrc", "-rc", "rc"),
                Map.of("LD_PRELOAD", place.build().resolve("shim.so").toString(), "LAB_SAVE", state.toString()),
                line -> said.add(line) && !line.equals("@done"));
        if (!said.contains("@done") || !Files.exists(state.resolve("config"))) {
            throw new LabException("the machine did not boot: " + emulator.lastWords());
        }
        List<String> machine =
                said.stream().filter(l -> l.startsWith("@machine ")).toList();
        Files.write(state.resolve(place.boot().getFileName()), machine, StandardCharsets.ISO_8859_1);
        Files.writeString(state.resolve(MADE_OF), sum(version), StandardCharsets.US_ASCII);
        Discs.remove(place.state());
        Files.move(state, place.state(), StandardCopyOption.ATOMIC_MOVE);
        Discs.remove(work);
    }

    private String configuration() throws IOException {
        return Sources.text(Sources.EMULATOR)
                .replace("@CPUS@", "1")
                .replace("@QUANTUM@", "16")
                .replace("@SPEED@", Integer.toString(kernel.speed()))
                .replace("@MEMORY@", Integer.toString(kernel.memory()));
    }

    /** Of all that a machine is made of: another one is made if it changes. */
    String sum(String version) throws IOException {
        List<String> names = new ArrayList<>(kernel.isXen() ? XenDisc.sources() : KvmDisc.sources());
        names.addAll(List.of(Sources.SHIM, Sources.EMULATOR));
        return Sources.sum(names, version + " " + kernel.memory() + " " + kernel.speed());
    }

    private Archive archive(Place place) {
        return new Archive(in(place.folder()), in(place.packages()));
    }

    private Child in(Path where) {
        return new Child(where, stopped);
    }
}

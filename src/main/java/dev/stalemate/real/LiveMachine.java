package dev.stalemate.real;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Pat;
import dev.stalemate.real.format.Msrs;
import dev.stalemate.real.line.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the machine it runs on shows of its memory types, as a text that {@link MtrrFile} reads and that can be saved or
 * mailed: every MTRR of every processor, {@code /proc/mtrr}, the address sizes, the types that drivers have mapped, the RAM.
 * Never writes.
 */
public final class LiveMachine {
    /** Most of a file that is looked at: 1 MiB. */
    private static final int MAX_FILE = 1 << 20;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final Pattern VENDOR = Pattern.compile("vendor_id\\s*: (\\S+)");
    private static final Pattern SIZES = Pattern.compile("address sizes\\s*: .*");
    private static final Pattern IOMEM = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) : System RAM");
    private static final Pattern MEMMAP_NUMBER = Pattern.compile("0x([0-9a-f]{1,16})");
    private static final long CAP_FIX = 1 << 8;
    private static final Splitter LINES = Splitter.on('\n').omitEmptyStrings();

    private final Path root;
    private final StringBuilder text = new StringBuilder();
    private final List<Problem> lacks = new ArrayList<>();
    private int lines;
    private boolean amd;

    private LiveMachine(Path root) {
        this.root = root;
    }

    /**
     * Reads this machine.
     *
     * @param root where {@code dev}, {@code proc} and {@code sys} are, {@code /} except in tests
     */
    public static LiveMachine read(Path root) {
        LiveMachine machine = new LiveMachine(root);
        machine.cpuinfo();
        machine.registers();
        machine.table("proc/mtrr", "the kernel or the hypervisor has no MTRRs to show");
        machine.table("sys/kernel/debug/x86/pat_memtype_list", "debugfs is not mounted, or only root may read it");
        machine.ram();
        return machine;
    }

    /** What was read, a line each; empty if nothing was. */
    public String text() {
        return text.toString();
    }

    /** What could not be read, and why; the text has it, too. */
    public ImmutableList<Problem> notRead() {
        return ImmutableList.copyOf(lacks);
    }

    /** The reports of what was read. */
    public MtrrFile file() {
        try {
            return MtrrFile.readOneMachine(new StringReader(text()), "this machine", lacks);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can always be read", e);
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
        lines++;
    }

    private void lack(String format, Object... values) {
        String why = String.format(Locale.ROOT, format, values);
        line("# not read: %s", why);
        lacks.add(new Problem(lines, why));
    }

    private void cpuinfo() {
        String cpuinfo = content("proc/cpuinfo", "");
        if (cpuinfo == null) {
            return;
        }
        @Nullable String sizes = null;
        boolean x86 = false;
        for (String line : LINES.split(cpuinfo)) {
            Matcher vendor = VENDOR.matcher(line);
            if (vendor.matches()) {
                x86 = true;
                amd |= vendor.group(1).equals("AuthenticAMD") || vendor.group(1).equals("HygonGenuine");
            }
            sizes = sizes == null && SIZES.matcher(line).matches() ? line : sizes;
        }
        if (sizes != null) {
            line("%s", sizes);
        } else if (!x86) {
            lack("/proc/cpuinfo names no x86 processor, and only these have MTRRs");
        }
    }

    private void registers() {
        List<Integer> cpus = cpus();
        if (cpus.isEmpty()) {
            lack("/dev/cpu has no processor: the module msr is not loaded (modprobe msr)");
        }
        for (int cpu : cpus) {
            try (MsrFile file = new MsrFile(root.resolve("dev/cpu/" + cpu + "/msr"))) {
                registers(cpu, file);
            } catch (IOException e) {
                lack("/dev/cpu/%d/msr: %s", cpu, MsrFile.reason(e, lockdown()));
            }
        }
    }

    private List<Integer> cpus() {
        try (Stream<Path> folders = Files.list(root.resolve("dev/cpu"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> NUMBER.matcher(name).matches())
                    .map(Integer::valueOf)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private void registers(int cpu, MsrFile file) {
        try {
            file.read(MtrrMsr.CAP);
        } catch (IOException e) {
            if (fails(file, MtrrMsr.DEF_TYPE) && fails(file, Pat.MSR)) {
                lack("CPU %d shows none of its registers: %s", cpu, MsrFile.reason(e, lockdown()));
                return;
            }
        }
        @Nullable Long cap = register(cpu, file, MtrrMsr.CAP);
        register(cpu, file, MtrrMsr.DEF_TYPE);
        register(cpu, file, Pat.MSR);
        // Without IA32_MTRRCAP, the first pair that can't be read ends them.
        int pairs = cap == null ? MtrrMsr.MAX_VCNT : (int) Math.min(cap & 0xFF, MtrrMsr.MAX_VCNT);
        for (int slot = 0; slot < pairs; slot++) {
            boolean known = register(cpu, file, MtrrMsr.physBase(slot)) != null;
            known |= register(cpu, file, MtrrMsr.physMask(slot)) != null;
            if (!known && cap == null) {
                break;
            }
        }
        if (cap == null || (cap & CAP_FIX) != 0) {
            IntStream.range(0, MtrrRegisters.FIXED_COUNT).forEach(i -> register(cpu, file, MtrrMsr.fixed(i)));
        }
        if (amd) {
            register(cpu, file, Msrs.SYSCFG);
            register(cpu, file, Msrs.TOP_MEM);
            register(cpu, file, Msrs.TOP_MEM2);
        }
    }

    private static boolean fails(MsrFile file, int msr) {
        try {
            file.read(msr);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private @Nullable Long register(int cpu, MsrFile file, int msr) {
        try {
            long value = file.read(msr);
            line("CPU %d: MSR 0x%x = 0x%016x", cpu, msr, value);
            return value;
        } catch (IOException e) {
            line("rdmsr: CPU %d cannot read MSR 0x%08x", cpu, msr);
            lack("MSR 0x%x of CPU %d: %s", msr, cpu, MsrFile.reason(e, lockdown()));
            return null;
        }
    }

    private @Nullable String lockdown() {
        try {
            String state = Files.readString(root.resolve("sys/kernel/security/lockdown"));
            return state.contains("[none]") ? null : state.strip();
        } catch (IOException e) {
            return null;
        }
    }

    private void table(String file, String why) {
        String content = content(file, ": " + why);
        if (content != null && content.isBlank()) {
            lack("/%s is empty: nothing is set, or a hypervisor shows nothing", file);
        } else if (content != null) {
            LINES.split(content).forEach(line -> line("%s", line));
        }
    }

    private @Nullable String content(String file, String why) {
        Path path = root.resolve(file);
        if (!Files.exists(path)) {
            lack("there is no /%s%s", file, why);
            return null;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(MAX_FILE), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            lack("/%s: %s", file, MsrFile.reason(e, null));
            return null;
        }
    }

    private void ram() {
        if (!firmwareMap() && !iomem()) {
            lack("the RAM: neither /sys/firmware/memmap nor /proc/iomem shows its addresses; they do to root");
        }
    }

    /** What the firmware told the kernel, a folder for each range. */
    private boolean firmwareMap() {
        boolean any = false;
        try (Stream<Path> folders = Files.list(root.resolve("sys/firmware/memmap"))) {
            for (Path folder : folders.sorted().toList()) {
                Matcher start = MEMMAP_NUMBER.matcher(
                        Files.readString(folder.resolve("start")).strip());
                Matcher end = MEMMAP_NUMBER.matcher(
                        Files.readString(folder.resolve("end")).strip());
                boolean ram = Files.readString(folder.resolve("type")).strip().equals("System RAM");
                any |= ram && start.matches() && end.matches() && ram(start.group(1), end.group(1));
            }
        } catch (IOException | UncheckedIOException e) {
            return any;
        }
        return any;
    }

    /** Used if no firmware map is shown. Users other than root see zeros. */
    private boolean iomem() {
        boolean any = false;
        try {
            for (String line : LINES.split(Files.readString(root.resolve("proc/iomem"), StandardCharsets.ISO_8859_1))) {
                Matcher words = IOMEM.matcher(line);
                any |= words.matches() && ram(words.group(1), words.group(2));
            }
        } catch (IOException e) {
            return false;
        }
        return any;
    }

    private boolean ram(String start, String last) {
        long from = Long.parseUnsignedLong(start, 16);
        long to = Long.parseUnsignedLong(last, 16);
        if (to == 0 || Long.compareUnsigned(from, to) >= 0) {
            return false;
        }
        line("BIOS-e820: [mem 0x%016x-0x%016x] usable", from, to);
        return true;
    }
}

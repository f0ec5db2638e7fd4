package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.Finding.Kind;
import dev.stalemate.real.map.FindingList;
import dev.stalemate.real.map.LinuxFacts;
import dev.stalemate.real.map.LinuxMap;
import dev.stalemate.real.map.LogContent;
import dev.stalemate.real.map.Memtype;
import dev.stalemate.real.map.MtrrFacts;
import dev.stalemate.real.map.PatFacts;
import dev.stalemate.real.map.Recording;
import dev.stalemate.real.map.RegisterSet;
import dev.stalemate.real.map.Switch;
import dev.stalemate.real.map.VariableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Linux and Xen print of a boot, and Linux's tables: {@code /proc/mtrr}, {@code pat_memtype_list}. All of one machine is
 * one recording; the second of anything that a boot has once starts another.
 */
final class LinuxLog implements Format {
    private final Problems problems = new Problems();
    private final FindingList findings = new FindingList();
    private final RemarkReader remarks = new RemarkReader(problems, findings);
    private final LinuxMapReader linuxMap = new LinuxMapReader(problems);
    private final CleanupReader cleanup = new CleanupReader(problems, findings);
    private final DumpReader dump = new DumpReader(problems);
    private final ProcMtrrReader proc = new ProcMtrrReader(problems);
    private final E820Reader e820 = new E820Reader(problems);
    private final PatReader pat = new PatReader(problems);
    private final MemtypeReader memtypes = new MemtypeReader(problems);
    private final DeviceReader devices = new DeviceReader();
    private final ComplaintReader complaints = new ComplaintReader(problems, findings);
    private final BootMarkReader bootMarks = new BootMarkReader();
    private final MachineReader machine = new MachineReader();
    private final ImmutableList<LineReader> readers = ImmutableList.of(
            remarks, linuxMap, cleanup, dump, proc, e820, pat, memtypes, devices, complaints, bootMarks, machine);
    private int firstLine;

    @Override
    public Format fresh() {
        return new LinuxLog();
    }

    @Override
    public Fit fit(String text) {
        LineReader reader = LogParser.best(readers, text);
        return reader == null ? Fit.NONE : reader.fit(text);
    }

    @Override
    public boolean startsAnother(String text) {
        LineReader reader = LogParser.best(readers, text);
        return firstLine != 0 && reader != null && reader.startsAnother(text);
    }

    @Override
    public void read(LogLine line, Fit fit) {
        LineReader reader = Objects.requireNonNull(LogParser.best(readers, line.text()));
        if (firstLine == 0 && !reader.equals(bootMarks) && !reader.equals(machine)) {
            firstLine = line.number();
        }
        if (!reader.equals(dump)) {
            dump.other(line, fit == Fit.WHOLE);
        }
        LinuxMap.Summary before = linuxMap.summary();
        reader.read(line, fit);
        if (e820.seen()) {
            machine.booted();
        }
        LinuxMap.Summary summary = linuxMap.summary();
        if (summary != null && before == null) {
            dump.counted(line, summary);
        }
    }

    @Override
    public void other(LogLine line) {
        dump.other(line, false);
    }

    @Override
    public void follows(Format before) {
        machine.follows(((LinuxLog) before).machine);
    }

    @Override
    public ImmutableList<Recording> end() {
        dump.end();
        cleanup.finish();
        linuxMap.finish();
        complaints.finish();
        return ImmutableList.of(new Recording(title(), firstLine, content(), problems, findings));
    }

    private String title() {
        if (firstLine == 0) {
            return "nothing";
        }
        List<String> parts = new ArrayList<>();
        boolean table = proc.registers() != null || memtypes.listed();
        if (!table
                || dump.seenRegisters()
                || linuxMap.summary() != null
                || e820.seen()
                || !pat.types().isEmpty()) {
            parts.add("boot log");
        }
        if (proc.registers() != null) {
            parts.add(RegisterSet.PROC);
        }
        if (memtypes.listed()) {
            parts.add("pat_memtype_list");
        }
        return String.join(" and ", parts);
    }

    private LogContent content() {
        MtrrFacts.Builder facts = new MtrrFacts.Builder();
        dump.tell(facts);
        ImmutableList<RegisterSet> registers = registers();
        if (!registers.isEmpty()) {
            // MAXPHYADDR follows from masks as printed, not from those made of sizes.
            facts.variable =
                    dump.seenRegisters() ? dump.ranges() : registers.get(0).ranges();
            facts.variableMissing = registers.get(0).missing();
        }
        if (!dump.seenRegisters() && (linuxMap.summary() != null || !registers.isEmpty())) {
            // Linux shows its map, its cleanup and the table only where the MTRRs are enabled.
            facts.enabled = Switch.ON;
        }
        LinuxMap.Summary summary = linuxMap.summary();
        if (summary != null && !dump.seenRegisters()) {
            facts.fixedEnabled = summary.fixed() > 0 ? Switch.ON : Switch.OFF;
            facts.tom2Unknown = summary.tom2();
        }
        facts.masksReach = masksReach(facts);
        disabled(facts);
        facts.ram = e820.ram();
        facts.end = end(facts, registers);
        return new LogContent(
                facts.build(),
                registers,
                new PatFacts(pat.types(), pat.before(), pat.disabled()),
                new LinuxFacts(
                        linuxMap.map(), memtypes.ranges(), devices.devices(), blank(facts), remarks.explanation()));
    }

    /**
     * Linux reads all variable ranges soon after it printed them, where the default type is UC (mtrr_trim_uncached_memory), and warns
     * of each whose mask does not reach MAXPHYADDR.
     */
    private Switch masksReach(MtrrFacts.Builder facts) {
        if (remarks.shortMask()) {
            return Switch.OFF;
        }
        boolean read = facts.defaultType == MemType.UC && dump.followed() && !machine.maybeSilent();
        return read ? Switch.ON : Switch.UNKNOWN;
    }

    /** The end of the highest address that the file names beside RAM and the registers at boot. */
    private long end(MtrrFacts.Builder facts, ImmutableList<RegisterSet> registers) {
        long end = Math.max(linuxMap.map().end(), facts.digits == 0 ? e820.end() : 0);
        for (Memtype memtype : memtypes.ranges()) {
            end = Math.max(end, memtype.range().upperEndpoint());
        }
        for (RegisterSet set : registers) {
            if (!set.name().equals(RegisterSet.BOOT)) {
                for (VariableRange range : set.ranges()) {
                    end = Math.max(end, range.end());
                }
            }
        }
        return end;
    }

    private ImmutableList<RegisterSet> registers() {
        RegisterSet boot = dump.registers();
        RegisterSet before = cleanup.before();
        if (boot != null && before != null && boot.missing() && before.completes(boot)) {
            // mtrr_cleanup lists the registers of the dump again.
            boot = new RegisterSet(boot.name(), boot.line(), before.ranges(), before.missing());
        }
        boolean known = boot != null && !boot.missing();
        return Stream.of(boot, known ? null : before, cleanup.after(), proc.registers())
                .filter(Objects::nonNull)
                .collect(ImmutableList.toImmutableList());
    }

    /** A hypervisor without MTRRs shows them all zero; memory has the types that it likes. */
    private @Nullable LogLine blank(MtrrFacts.Builder facts) {
        boolean zero = facts.enabled == Switch.OFF
                && (facts.defaultType == null || facts.defaultType == MemType.UC)
                && facts.fixed.stream().allMatch(range -> range.type() == MemType.UC)
                && facts.variable.isEmpty();
        LogLine hypervisor = machine.hypervisor() != null ? machine.hypervisor() : remarks.blank();
        return zero ? hypervisor : null;
    }

    private void disabled(MtrrFacts.Builder facts) {
        @Nullable LogLine off = remarks.off();
        if (off != null && !dump.seenRegisters()) {
            facts.enabled = Switch.OFF;
        }
        if (facts.enabled == Switch.OFF && blank(facts) == null) {
            int line = off != null ? off.number() : dump.variableLine();
            findings.add(new Finding(Kind.DISABLED, line, null, "the MTRRs are disabled, so all memory is UC"));
        }
    }
}

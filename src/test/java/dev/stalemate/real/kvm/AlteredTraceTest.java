package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.kvm.Traces.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A judge that finds nothing wrong proves nothing: here one event of a real trace is altered, and it must tell. */
class AlteredTraceTest {
    private static final Pattern INSTALLED = Pattern.compile(
            "(.*kvm_tdp_mmu_spte_changed: as id 0 gfn (\\S+) level (\\d) old_spte \\S+ new_spte )(\\S+)");
    private static final long TYPE_BITS = 0x78;

    @Test
    void aLeafInstalledWithAnotherTypeIsReported() {
        for (String run : List.of("6.1-tdp/thread_quirk", "6.1-tdp/hotplug_ncdma", "6.12-tdp/gen_1_045")) {
            String version = run.startsWith("6.12") ? "6.12.107" : "6.1";
            List<String> lines = Traces.lines(Traces.file(run + ".trace.gz"));
            for (int i = 0; i < lines.size(); i++) {
                String altered = altered(lines.get(i), i % 2 == 0 ? 0x08 : 0x40);
                if (altered != null) {
                    assertTold(with(lines, i, altered), version, run + " line " + (i + 1));
                }
            }
        }
    }

    @Test
    void inABootWithoutMarkersToo() {
        List<String> lines = Traces.lines(Traces.file("boots/vmx-seabios-linux.trace.gz"));
        int leaf = 0;
        for (int i = 0; i < lines.size(); i++) {
            // To UC, which only MMIO may have against the guest's MTRRs.
            String altered = altered(lines.get(i), 0x30);
            if (altered != null && ++leaf % 40 == 0) {
                assertTold(with(lines, i, altered), "6.1", "line " + (i + 1));
            }
        }
        assertThat(leaf).isGreaterThan(800);
    }

    @Test
    void anInstallationThatIsAlteredInBothItsEventsIsReported() {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/var_overlap.trace.gz"));
        int i = index(lines, "gfn 300 level 1 old_spte 0 ");
        String spte = lines.get(i).substring(lines.get(i).lastIndexOf(' ') + 1);
        String other = Long.toHexString(Long.parseUnsignedLong(spte, 16) ^ 0x30);
        List<String> all = lines.stream().map(l -> l.replace(spte, other)).toList();
        assertTold(all, "6.1", "line " + (i + 1));
    }

    @Test
    void anMtrrWriteThatIsAlteredIsReportedByTheLeavesThatFollow() {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/fixed_all.trace.gz"));
        int i = index(lines, "msr_write 268 = ");
        assertTold(with(lines, i, lines.get(i).replaceAll("= 0x.*", "= 0x606060606060606")), "6.1", "MTRR 268");
    }

    @Test
    void aZapThatIsMissingIsReported() {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/thread_noquirk.trace.gz"));
        int cleared = index(lines, "cr_write 0 = 0x31");
        List<String> without = new ArrayList<>(lines);
        int zap = cleared + 1;
        while (!lines.get(zap).contains("kvm_tdp_mmu_spte_changed")) {
            zap++;
        }
        without.remove(zap);
        Read read = Traces.read(without, "6.1");
        assertThat(read.findings("impossible").get(0).get("by").asText())
                .isEqualTo("vCPU 0 cleared CR0.CD: the leaf should have been zapped");
        assertThat(read.trace().explained()).isEqualTo(cleared);
    }

    @Test
    void aZapOfAnMtrrWriteStandsBeforeIt() {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/deftype_change.trace.gz"));
        int zap = index(lines, "new_spte 0");
        List<String> without = new ArrayList<>(lines);
        without.remove(zap);
        assertThat(Traces.read(without, "6.1")
                        .findings("impossible")
                        .get(0)
                        .get("by")
                        .asText())
                .startsWith("vCPU 0 wrote MTRR_DEF_TYPE (0x2ff): the leaf should have been zapped");
    }

    @Test
    void aRefusalThatKvmWouldNotGiveIsReported() {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/bad_pat.trace.gz"));
        assertThat(Traces.read(lines, "6.1").trace().differs()).isFalse();
        int refused = index(lines, "(#GP)");
        assertTold(with(lines, refused, lines.get(refused).replace(" (#GP)", "")), "6.1", "PAT accepted");
        int accepted = index(lines, "msr_write 2ff");
        assertTold(with(lines, accepted, lines.get(accepted) + " (#GP)"), "6.1", "default type refused");
    }

    @Test
    void aRegisterThatReadsWhatNobodyWroteIsReported() {
        List<String> lines = Traces.lines(Traces.file("boots/vmx-seabios-linux.trace.gz"));
        int read = index(lines, "msr_read 201 = 0xff80000800");
        assertTold(with(lines, read, lines.get(read).replace("0xff8", "0xffc")), "6.1", "PHYSMASK0 reads otherwise");
    }

    /** An entry whose old value is not what was installed before: an event is missing. */
    @Test
    void anEntryThatIsNotWhatItWasIsReported() {
        List<String> lines = Traces.lines(Traces.file("6.1-tdp/thread_quirk.trace.gz"));
        int zapped = index(lines, "gfn 70 level 1 old_spte 6000000029beb37");
        Read read = Traces.read(with(lines, zapped, lines.get(zapped).replace("29beb37", "29beb07")), "6.1");
        assertThat(read.findings("impossible").get(0).get("by").asText())
                .isEqualTo("the entry is not what was installed");
    }

    /** A device that comes while no marker says so: three leaves in a row that fit nothing else. */
    @Test
    void aDeviceThatComesWithoutAMarkerIsInferred() {
        List<String> lines = new ArrayList<>(Traces.lines(Traces.file("6.1-tdp/hotplug_ncdma.trace.gz")).stream()
                .filter(l -> !l.contains("# op") && !l.contains("# scenario") && !l.contains("# vcpu"))
                .toList());
        int entered = index(lines, "kvm_entry");
        lines.set(entered, lines.get(entered).replace("0xf00000", "0xfff0"));
        lines.add(entered + 1, lines.get(entered).replaceAll("kvm_entry.*", "kvm_cr: cr_write 0 = 0x31"));
        Read read = Traces.read(lines, "6.1");
        assertThat(read.trace().summary()).anyMatch(s -> s.contains("there is a device with non-coherent DMA"));
        assertThat(read.findings("stale"))
                .isNotEmpty()
                .allMatch(f -> f.get("by").asText().equals("non-coherent DMA began"));
    }

    private static void assertTold(List<String> lines, String version, String what) {
        assertThat(Traces.read(lines, version).trace().differs()).as(what).isTrue();
    }

    private static List<String> with(List<String> lines, int i, String line) {
        List<String> altered = new ArrayList<>(lines);
        altered.set(i, line);
        return altered;
    }

    private static int index(List<String> lines, String part) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no line with " + part);
    }

    /** A line that installs a leaf, with other type bits; null if it installs none, or would have no legal type. */
    private static @Nullable String altered(String line, long flip) {
        Matcher m = INSTALLED.matcher(line);
        if (!m.matches()) {
            return null;
        }
        long spte = Long.parseUnsignedLong(m.group(4), 16);
        boolean leaf = (spte & 7) != 0 && (spte & 7) != 6 && (m.group(3).equals("1") || (spte & 0x80) != 0);
        long other = spte ^ flip;
        boolean legal = List.of(0L, 1L, 4L, 5L, 6L).contains((other & TYPE_BITS & ~0x40) >> 3);
        return leaf && legal ? m.group(1) + Long.toHexString(other) : null;
    }
}

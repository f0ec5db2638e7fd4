package dev.stalemate.real.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of reading traces: whatever the text, there is an answer or a refusal, and no exception. */
class KvmTraceProperties {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String INSERTS = "\0\u00ff\n\r\t#:=()[]. 0123456789abcdefx-/";

    /** Words that mean something, so that texts of them get far. */
    private static final List<String> WORDS = List.of(
            "kvm_entry:",
            "kvm_exit:",
            "kvm_page_fault:",
            "kvm_msr:",
            "kvm_cr:",
            "kvm_cpuid:",
            "kvm_tdp_mmu_spte_changed:",
            "kvm_mmu_set_spte:",
            "kvm_mmu_prepare_zap_page:",
            "kvm_mmu_zap_all_fast:",
            "tracing_mark_write:",
            "# scenario x vcpus=3 ncdma=0",
            "# op 1 vcpu 0 reg",
            "# op 2 vcpu 1 unreg",
            "# op 3 vcpu 0 hmsr 2ff c06",
            "# op 4 vcpu 0 quirk 2",
            "# vcpu 0 reset cr0 60000010",
            "# dump a",
            "# oracle vcpu 1",
            "vcpu",
            "rip",
            "0xfff0",
            "reason",
            "npf",
            "address",
            "0xfffffff0",
            "msr_write",
            "msr_read",
            "cr_write",
            "= 0x40000011",
            "= 0x11",
            "= 0xc06",
            "2ff",
            "200",
            "201",
            "250",
            "277",
            "(#GP)",
            "func",
            "80000008",
            "rax",
            "28",
            "as id 0",
            "as id 1",
            "gfn",
            "80",
            "200",
            "0",
            "1",
            "2",
            "3",
            "4",
            "7",
            "level",
            "old_spte",
            "new_spte",
            "spte",
            "6000000029beb37",
            "6000000029beb07",
            "600000007600bf7",
            "6a69907",
            "5a0",
            "l1",
            "\n",
            "\n",
            "  CPU 1/KVM-12 [000] ..... 1.5:",
            " qemu 7 [001] 2.5:",
            "CPU:0 [LOST 3 EVENTS]",
            "ffffffffffffffff",
            "-1");

    @Provide
    Arbitrary<Path> traces() {
        return Arbitraries.of(Traces.all());
    }

    /** Bytes changed, lost, doubled and moved at random. */
    @Property(tries = 300)
    void aDamagedTraceIsRead(
            @ForAll("traces") Path file, @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes)
            throws IOException {
        Random random = new Random(seed);
        List<String> lines = Traces.lines(file);
        int from = random.nextInt(lines.size());
        int to = Math.min(lines.size(), from + 1 + random.nextInt(600));
        StringBuilder text = new StringBuilder(String.join("\n", lines.subList(random.nextBoolean() ? 0 : from, to)));
        for (int i = 0; i < changes && text.length() > 1; i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(30));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, INSERTS.charAt(random.nextInt(INSERTS.length())));
                case 1 -> text.insert(at, INSERTS.charAt(random.nextInt(INSERTS.length())));
                case 2 -> text.delete(at, end);
                default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            }
        }
        assertRead(text.toString(), random);
    }

    /** Any order of words that mean something. */
    @Property(tries = 300)
    void anyWordsAreRead(@ForAll long seed, @ForAll @IntRange(max = 400) int count) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        assertRead(text.toString(), random);
    }

    /** Well-formed events of any order and any values. */
    @Property(tries = 300)
    void anyEventsAreRead(@ForAll long seed, @ForAll @IntRange(max = 300) int count) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "" : "kvm_entry: vcpu 0, rip 0xfff0\n");
        for (int i = 0; i < count; i++) {
            text.append(event(random)).append('\n');
        }
        assertRead(text.toString(), random);
    }

    private static String event(Random random) {
        int vcpu = random.nextInt(3);
        long gfn = 512L * random.nextInt(3) + random.nextInt(3);
        int level = 1 + random.nextInt(3);
        String head = " CPU " + vcpu + "/KVM-" + (100 + vcpu) + " [000] d..1. 1.5: ";
        return switch (random.nextInt(9)) {
            case 0 -> head + "kvm_entry: vcpu " + vcpu + ", rip 0x" + (random.nextInt(9) == 0 ? "fff0" : "1000");
            case 1 -> head + "kvm_msr: msr_write " + msr(random) + " = 0x" + value(random);
            case 2 -> head + "kvm_msr: msr_read " + msr(random) + " = 0x" + value(random);
            case 3 -> head + "kvm_cr: cr_write 0 = 0x" + (random.nextBoolean() ? "80050033" : "c0050033");
            case 4 -> head + "kvm_mmu_zap_all_fast: kvm-mmu-valid-gen 0 used_pages 0";
            case 5 ->
                head + "kvm_mmu_prepare_zap_page: sp gen 0 gfn 0 l" + level
                        + " 8-byte q0 direct wux nxe ad root 0 sync";
            case 6 ->
                head + "kvm_mmu_set_spte: gfn " + Long.toHexString(gfn) + " spte " + spte(random, level)
                        + " (rwxu) level " + level + " at 6a6a800";
            default ->
                head + "kvm_tdp_mmu_spte_changed: as id " + random.nextInt(2) + " gfn " + Long.toHexString(gfn)
                        + " level " + level + " old_spte " + spte(random, level) + " new_spte " + spte(random, level);
        };
    }

    private static String msr(Random random) {
        return List.of("2ff", "277", "200", "201", "202", "203", "250", "258", "26f", "1b")
                .get(random.nextInt(10));
    }

    private static String value(Random random) {
        return List.of(
                        "c06",
                        "806",
                        "0",
                        "6",
                        "200006",
                        "ff00000800",
                        "ffe00800",
                        "606060606060606",
                        "7040600070406",
                        "800")
                .get(random.nextInt(10));
    }

    private static String spte(Random random, int level) {
        int kind = random.nextInt(6);
        long type = List.of(0L, 1L, 4L, 5L, 6L).get(random.nextInt(5)) << 3 | (random.nextInt(3) == 0 ? 0x40 : 0);
        long leaf = 0x600000040000b07L | type | (level > 1 ? 0x80 : 0);
        return Long.toHexString(kind == 0 ? 0 : kind == 1 ? 0x5a0 : kind == 2 && level > 1 ? 0x6a69907 : leaf);
    }

    private static void assertRead(String text, Random random) throws IOException {
        KvmVersion version = KvmVersion.ALL.get(random.nextInt(KvmVersion.ALL.size()));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (TextFile file = TextFile.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))) {
            Timeline timeline = new Timeline();
            KvmTrace trace = KvmTrace.read(file, "x", version, GuestFacts.NONE, json, timeline, lines -> true);
            assertThat(timeline.samples()).isNotEmpty();
            assertThat(trace.explained()).isBetween(0L, trace.lines());
            assertThat(trace.summary()).isNotEmpty();
            trace.rows().forEach(row -> assertThat(row.when().since().first()).isPositive());
            assertThat(MAPPER.readTree(json.toByteArray()).get("marks").isArray())
                    .isTrue();
        } catch (BadFileException e) {
            assertThat(e).hasMessageContaining("x: ");
        }
    }

    /** The table of leaves' places is a map. */
    @Property(tries = 300)
    void aTableOfNumbersIsAMap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int steps) {
        Random random = new Random(seed);
        LongTable table = new LongTable();
        Map<Long, Integer> map = new HashMap<>();
        for (int i = 0; i < steps; i++) {
            long key = random.nextInt(1 + steps / 3) * (long) (1 + random.nextInt(2) * 4096);
            if (random.nextInt(3) == 0) {
                table.remove(key);
                map.remove(key);
            } else {
                table.put(key, i);
                map.put(key, i);
            }
            assertThat(table.get(key)).isEqualTo(map.getOrDefault(key, LongTable.NONE));
        }
        assertThat(table.size()).isEqualTo(map.size());
        map.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    }
}

package dev.stalemate.systems.xen.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.paging.EptLeaf;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each version's epte_get_entry_emt(), as its source reads: expectations written by hand. */
class EmtTableTest {
    private static final Map<String, EmtTable> TABLES = Map.of(
            "4.3", EmtTable.XEN_4_3,
            "4.5", EmtTable.XEN_4_5,
            "4.6.3", EmtTable.XEN_4_6_3,
            "4.13.0", EmtTable.XEN_4_13_0,
            "4.13.2", EmtTable.XEN_4_13_2,
            "4.15", EmtTable.XEN_4_15,
            "4.16", EmtTable.XEN_4_16,
            "4.17", EmtTable.XEN_4_17,
            "4.19", EmtTable.XEN_4_19);

    /** A mapping whose facts are words: what is not said is a 4K page of RAM that nothing is special about, WB all around. */
    private record Said(String words) implements Mapping {
        private boolean has(String word) {
            return (" " + words + " ").contains(" " + word + " ");
        }

        @Override
        public long gfn() {
            return 0;
        }

        @Override
        public long mfn() {
            return 0;
        }

        @Override
        public int order() {
            return has("2M") ? 9 : 0;
        }

        @Override
        public P2mType type() {
            for (P2mType type : P2mType.values()) {
                if (has(type.toString())) {
                    return type;
                }
            }
            return P2mType.RAM;
        }

        @Override
        public boolean honoursGuestTypes() {
            return !has("ignored");
        }

        @Override
        public Cover readOnlyMmio() {
            return has("ro-part") ? Cover.PART : has("ro") ? Cover.ALL : Cover.NONE;
        }

        @Override
        public boolean valid() {
            return !has("no-struct");
        }

        @Override
        public Cover special() {
            return has("special-part") ? Cover.PART : has("special") || has("apic") ? Cover.ALL : Cover.NONE;
        }

        @Override
        public boolean apicAccessPage() {
            return has("apic");
        }

        @Override
        public boolean uncachedMode() {
            return has("cd");
        }

        @Override
        public int pinned() {
            return has("pin-part")
                    ? PARTLY_PINNED
                    : has("pin-WT") ? 4 : has("pin-UC-") ? 7 : has("pin-WC") ? 1 : NOT_PINNED;
        }

        @Override
        public int guestType() {
            return code("guest-");
        }

        @Override
        public int hostType() {
            return code("host-");
        }

        private int code(String who) {
            Map<String, Integer> codes = Map.of("UC", 0, "WC", 1, "WT", 4, "WP", 5, "WB", 6, "mixed", -1);
            return codes.entrySet().stream()
                    .filter(e -> has(who + e.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(6);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # what is mapped              | 4.13.0  | 4.13.2  | 4.15    | 4.16    | 4.17    | 4.19
            guest-UC                      | UC      | UC      | UC      | UC      | UC      | UC
            guest-UC ignored              | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            mmio                          | UC      | UC      | UC      | UC      | UC      | UC
            mmio ignored                  | UC      | UC      | UC      | UC      | UC      | UC
            mmio no-struct                | UC      | UC      | UC+IPAT | UC+IPAT | UC+IPAT | UC
            mmio no-struct ignored        | UC      | UC      | UC+IPAT | UC+IPAT | UC+IPAT | UC
            no-struct                     | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | WB
            no-struct ignored             | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | WB+IPAT
            mmio ro                       | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT
            mmio ro-part 2M               | split   | split   | split   | split   | split   | split
            mmio ro-part no-struct 2M     | split   | split   | split   | split   | split   | split
            mmio apic                     | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            mmio apic 2M                  | split   | split   | split   | split   | WB+IPAT | WB+IPAT
            special guest-UC              | UC      | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            special 2M                    | WB      | split   | split   | split   | WB+IPAT | WB+IPAT
            special-part 2M               | WB      | split   | split   | split   | split   | split
            special-part 2M ignored       | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            mmio special                  | UC      | UC      | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            grant guest-UC                | UC      | UC      | UC      | WB+IPAT | WB+IPAT | WB+IPAT
            grant-ro guest-WC             | WC      | WC      | WC      | WB+IPAT | WB+IPAT | WB+IPAT
            foreign guest-UC              | UC      | UC      | UC      | WB+IPAT | WB+IPAT | WB+IPAT
            grant pin-WT                  | WT+IPAT | WT+IPAT | WT+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            pin-WT guest-UC               | WT+IPAT | WT+IPAT | WT+IPAT | WT+IPAT | WT+IPAT | WT+IPAT
            pin-WT guest-UC ignored       | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            pin-UC-                       | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT | UC+IPAT
            pin-part 2M                   | split   | split   | split   | split   | split   | split
            mmio pin-WC                   | UC      | UC      | UC      | UC      | UC      | UC
            special pin-WC                | WC+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT | WB+IPAT
            guest-mixed 2M                | split   | split   | split   | split   | split   | split
            host-mixed 2M                 | split   | split   | split   | split   | split   | split
            guest-mixed 2M pin-WC         | WC+IPAT | WC+IPAT | WC+IPAT | WC+IPAT | WC+IPAT | WC+IPAT
            """)
    void eachVersionTypesALeafAsItsSourceReads(
            String mapping, String v130, String v132, String v15, String v16, String v17, String v19) {
        assertThat(leaf("4.13.0", mapping)).as("4.13.0").isEqualTo(v130);
        assertThat(leaf("4.13.2", mapping)).as("4.13.2").isEqualTo(v132);
        assertThat(leaf("4.15", mapping)).as("4.15").isEqualTo(v15);
        assertThat(leaf("4.16", mapping)).as("4.16").isEqualTo(v16);
        assertThat(leaf("4.17", mapping)).as("4.17").isEqualTo(v17);
        assertThat(leaf("4.19", mapping)).as("4.19").isEqualTo(v19);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # what is mapped              | 4.3     | 4.5     | 4.6.3
            guest-UC                      | UC      | UC      | UC
            guest-UC ignored              | WB+IPAT | WB+IPAT | WB+IPAT
            cd                            | UC      | WB      | WB
            cd pin-WT                     | UC      | WT+IPAT | WT+IPAT
            mmio                          | UC      | UC      | UC
            mmio ignored                  | WB+IPAT | WB+IPAT | WB+IPAT
            mmio no-struct                | UC      | UC      | UC+IPAT
            mmio no-struct ignored        | UC      | UC      | UC+IPAT
            mmio ro                       | UC      | UC      | UC+IPAT
            mmio ro-part 2M               | UC      | UC      | split
            mmio ro-part no-struct 2M     | UC      | UC      | UC+IPAT
            mmio no-struct pin-WC         | UC      | UC      | UC+IPAT
            mmio apic                     | UC      | WB+IPAT | WB+IPAT
            mmio apic 2M                  | UC      | split   | split
            special guest-UC              | UC      | UC      | UC
            grant guest-UC                | UC      | UC      | UC
            pin-WT guest-UC ignored       | WT+IPAT | WT+IPAT | WT+IPAT
            pin-part 2M                   | split   | split   | split
            mmio pin-WC                   | WC+IPAT | WC+IPAT | WC+IPAT
            guest-mixed 2M                | split   | split   | split
            """)
    void eachVersionUpTo2016TypesALeafAsItsSourceReads(String mapping, String v3, String v5, String v63) {
        assertThat(leaf("4.3", mapping)).as("4.3").isEqualTo(v3);
        assertThat(leaf("4.5", mapping)).as("4.5").isEqualTo(v5);
        assertThat(leaf("4.6.3", mapping)).as("4.6.3").isEqualTo(v63);
    }

    /** Equal types stay, UC wins, WB yields, WT with WP is WP, and WC with WT or WP is UC. */
    @ParameterizedTest
    @CsvSource({
        "UC,UC,UC", "UC,WC,UC", "UC,WT,UC", "UC,WP,UC", "UC,WB,UC",
        "WC,UC,UC", "WC,WC,WC", "WC,WT,UC", "WC,WP,UC", "WC,WB,WC",
        "WT,UC,UC", "WT,WC,UC", "WT,WT,WT", "WT,WP,WP", "WT,WB,WT",
        "WP,UC,UC", "WP,WC,UC", "WP,WT,WP", "WP,WP,WP", "WP,WB,WP",
        "WB,UC,UC", "WB,WC,WC", "WB,WT,WT", "WB,WP,WP", "WB,WB,WB"
    })
    void theGuestsTypeIsMergedWithTheHosts(String guest, String host, String merged) {
        for (String version : TABLES.keySet()) {
            assertThat(leaf(version, "guest-" + guest + " host-" + host)).isEqualTo(merged);
        }
    }

    private static String leaf(String version, String mapping) {
        int leaf = Objects.requireNonNull(TABLES.get(version)).leaf(new Said(mapping));
        return leaf == EmtTable.SPLIT ? "split" : EptLeaf.text(leaf);
    }
}

package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.memtype.LargePage;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenRelease;
import dev.stalemate.systems.xen.domain.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.domain.XenDomain;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EptStore;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.LeafTypes;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.Pins.Answer;
import dev.stalemate.systems.xen.leaf.WideTables;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real Xen 4.17.7, command by command and leaf by leaf; and models that are a little wrong, which it tells apart. */
class XenConformanceTest {
    private static List<Path> directories = List.of();
    private static final List<XenRun> RUNS = new ArrayList<>();

    @BeforeAll
    static void unpack(@TempDir Path directory) throws BadFileException {
        directories = XenLab.unpack(directory);
        for (Path run : directories) {
            RUNS.add(XenRun.read(run));
        }
    }

    @Test
    void theModelDoesWhatTheRealXenDid() throws BadFileException {
        XenConformance conformance = new XenConformance("xen-4.17.7", XenDesigns.XEN_4_17_7);
        for (Path run : directories) {
            conformance.play(run);
        }
        assertThat(conformance.toText())
                .startsWith("13 runs of xen-4.17.7 on the model: 27,503 leaves in 119 dumps, 0 different;"
                        + " 848 commands, 0 with other misconfiguration exits, 0 with another answer");
        assertThat(conformance.differs()).isFalse();
    }

    static Stream<Arguments> wrongDesigns() {
        return Stream.of(
                arguments("hypercalls that always call, as up to 4.16", new XenRelease("m", "") {
                    @Override
                    public void rangePermitted(Hvm domain, boolean before, TypeChange change) {
                        change.memoryTypeChanged();
                    }
                }),
                arguments("memory_mapping that calls, as up to 4.16", new XenRelease("m", "") {
                    @Override
                    public void memoryMapped(Hvm domain, TypeChange change) {
                        change.memoryTypeChanged();
                    }
                }),
                arguments("memory_type_changed() without its guard", new XenRelease("m", "") {
                    @Override
                    public boolean typeChangeReaches(Hvm domain) {
                        return true;
                    }
                }),
                arguments("no call at the first range", new XenRelease("m", "") {
                    @Override
                    public void rangePermitted(Hvm domain, boolean before, TypeChange change) {}
                }),
                arguments("pins that are refused as busy mark nothing", new XenRelease("m", "") {
                    @Override
                    public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
                        if (answer != Answer.BUSY) {
                            super.pinned(domain, answer, type, change);
                        }
                    }
                }),
                arguments("a range that is pinned again marks nothing, as up to 4.17.0", new XenRelease("m", "") {
                    @Override
                    public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
                        if (answer != Answer.PINNED_AGAIN) {
                            super.pinned(domain, answer, type, change);
                        }
                    }
                }),
                arguments("pins go through the guard", new XenRelease("m", "") {
                    @Override
                    public void pinned(Hvm domain, Answer answer, MemType type, TypeChange change) {
                        change.memoryTypeChanged();
                    }
                }),
                arguments("save records with every pair", new XenRelease("m", "") {
                    @Override
                    public int savedPair(int n) {
                        return n;
                    }
                }),
                arguments("large pages by the SDM", new XenRelease("m", "") {
                    @Override
                    public int guestType(MtrrRegisters mtrrs, long address, int order) {
                        LargePage page = Mtrrs.large(mtrrs, address, order);
                        return order == 0
                                ? XenMtrrs.type(mtrrs, address, 0)
                                : page.type() == null
                                        ? XenMtrrs.SPLIT
                                        : Objects.requireNonNull(page.type()).code();
                    }
                }),
                arguments(
                        "special pages like other RAM",
                        new XenRelease("m", "", EmtTable.XEN_4_19.withoutSpecialPages())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongDesigns")
    void aWrongDesignDiffers(String what, XenDesign design) throws BadFileException {
        assertThat(differs(design, XenDomain::realTables)).as(what).isTrue();
    }

    /** An EPT with a step that is wrong. */
    private interface Wrong {
        EptTables ept(int levels, int bits, EptStore store, LeafTypes types, Costs costs);
    }

    static Stream<Arguments> wrongTables() {
        Wrong noPushDown = (levels, bits, store, types, costs) -> new EptTables(levels, bits, store, types, costs) {
            @Override
            protected void pushDown(int level, long number) {
                store.set(level, number, EptWord.unmarked(store.get(level, number)));
            }
        };
        Wrong oneLeaf = (levels, bits, store, types, costs) -> new EptTables(levels, bits, store, types, costs) {
            @Override
            protected void recomputeTable(long table, long touched) {
                recompute(touched);
            }
        };
        Wrong wholeTree = (levels, bits, store, types, costs) -> new EptTables(levels, bits, store, types, costs) {
            @Override
            protected void pushDown(int level, long number) {
                super.pushDown(level, number);
                for (long i = number << bits; level > 1 && i < (number + 1) << bits; i++) {
                    if (EptWord.isTable(store.get(level - 1, i))) {
                        pushDown(level - 1, i);
                    }
                }
            }
        };
        Wrong noSplit = (levels, bits, store, types, costs) -> new EptTables(
                levels,
                bits,
                store,
                (gfn, mfn, order, type) -> {
                    int leaf = types.leaf(gfn, mfn, order, type);
                    return leaf == EmtTable.SPLIT ? types.leaf(gfn, mfn, 0, type) : leaf;
                },
                costs);
        return Stream.of(
                arguments("marks are not pushed down", noPushDown),
                arguments("only the touched leaf is recomputed", oneLeaf),
                arguments("marks are pushed down to the leaves at once", wholeTree),
                arguments("large pages are never split", noSplit));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTables")
    void aWrongStepOfTheTablesDiffers(String what, Wrong wrong) throws BadFileException {
        Function<Costs, EptFactory> tables = costs -> types -> wrong.ept(4, 9, new WideTables(9), types, costs);
        assertThat(differs(XenDesigns.XEN_4_17_7, tables)).as(what).isTrue();
    }

    private static boolean differs(XenDesign design, Function<Costs, EptFactory> tables) throws BadFileException {
        for (XenRun run : RUNS) {
            if (run.compare(design, tables).total() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Written by hand after what 4.17.7 is known to do with grants, special pages and device memory. */
    @Test
    void grantsSpecialPagesAndDeviceMemoryHaveTheirTypes(@TempDir Path directory) throws BadFileException {
        Path run = XenLab.write(
                directory,
                """
                create B 1
                ram B 100 16 0
                physmap B 1 0 180
                create A 1
                ram A 0 64 0
                load A
                rd 30
                grant B 180 8 100 A
                iomem A 1 a0 20
                iomem A 1 f0000 200
                iomem A 1 fed00 1
                mapgrant B 8 702 2 -> hypercall 0 status 0 handle 0 ok  exits[EPT_MISCONFIG/49*1]
                physmap A 0 0 701
                mmap A 1 720 a0 2
                mmap A 1 f0000 f0000 200
                mmap A 1 740 fed00 1
                wrmsr 2ff c00 -> ok  exits[WRMSR/32*1 EPT_MISCONFIG/49*1]
                rd 701 -> ok  exits[EPT_MISCONFIG/49*1]
                dump end -> console 1 bytes -> 00-end.console.txt  0.33sok
                """,
                console("domain7", "100-10f 0 WB!", "180-180 0 WB!")
                        + console(
                                "domain8",
                                "0-3f 0 UC ",
                                "701-702 0 WB!",
                                "720-721 0 UC ",
                                "740-740 0 UC!",
                                "f0000-f0000 9 UC?",
                                "fee00-fee00 0 WB?"));
        XenComparison comparison = XenRun.read(run).compare(XenDesigns.XEN_4_17_7, XenDomain::realTables);
        assertThat(comparison.first()).isEmpty();
        assertThat(comparison.leaves()).isEqualTo(17 + 64 + 2 + 2 + 1 + 1 + 1);
        XenDesign old = new XenRelease("xen-4.17.0", "", EmtTable.XEN_4_15);
        assertThat(XenRun.read(run).compare(old, XenDomain::realTables).first())
                .singleElement()
                .satisfies(d -> assertThat(d.what()).contains("A gfn 702: order 0 [WB!] on Xen, order 0 [UC ]"));
    }

    private static String console(String domain, String... ranges) {
        StringBuilder text = new StringBuilder("(XEN) " + domain + " EPT p2m table:\n");
        for (String range : ranges) {
            String[] parts = range.split("[- ]", 4);
            int order = Integer.parseInt(parts[2]);
            for (long gfn = Long.parseLong(parts[0], 16); gfn <= Long.parseLong(parts[1], 16); gfn += 1L << order) {
                text.append(String.format("(XEN) gfn: %13x order: %2d mfn: %13x rwx %s%n", gfn, order, gfn, parts[3]));
            }
        }
        return text.toString();
    }

    @Test
    void itIsNotSaidWhichVcpuRanFirstSoEachMay(@TempDir Path directory) throws BadFileException {
        String commands =
                """
                create A 2
                ram A 0 64 0
                iomem A 1 b0 1
                load A
                rd 30 -> ok  exits[EPT_MISCONFIG/49*1]
                use A 1
                wrmsr 2ff c00 -> ok  exits[WRMSR/32*1 EPT_MISCONFIG/49*1]
                pin A 900 900 6
                use A 0
                rd 30 -> ok  exits[EPT_MISCONFIG/49*1]
                dump end -> console 1 bytes -> 00-end.console.txt  0.33sok
                """;
        for (String type : List.of("WB ", "UC ")) {
            Path run = XenLab.write(directory, commands, console("domain1", "0-3f 0 " + type, "fee00-fee00 0 WB?"));
            assertThat(XenRun.read(run)
                            .compare(XenDesigns.XEN_4_17_7, XenDomain::realTables)
                            .first())
                    .as(type)
                    .isEmpty();
        }
        Path neither = XenLab.write(directory, commands, console("domain1", "0-3f 0 WC ", "fee00-fee00 0 WB?"));
        assertThat(XenRun.read(neither)
                        .compare(XenDesigns.XEN_4_17_7, XenDomain::realTables)
                        .different())
                .isEqualTo(64);
    }

    @Test
    void aDifferenceNamesTheCommandThatCausedIt(@TempDir Path directory) throws BadFileException {
        Path run = XenLab.write(
                directory,
                """
                create A 1
                ram A 10 24 0
                ram A 200 1 9
                iomem A 1 b0 1
                load A
                rd 200 -> ok  exits[EPT_MISCONFIG/49*2]
                wbinvd
                rd 10 -> ok  exits[EPT_MISCONFIG/49*3]
                wrmsr 2ff 807
                dump end -> console 1 bytes -> 00-end.console.txt  0.33sok
                """,
                console("domain1", "10-27 0 WB ", "200-200 9 UC ", "fee00-fee00 0 WB!"));
        XenComparison comparison = XenRun.read(run).compare(XenDesigns.XEN_4_17_7, XenDomain::realTables);
        assertThat(comparison.first().stream().map(d -> d.cause() + " " + d.kind() + ": " + d.what()))
                .containsExactly(
                        "command 7 (rd 10) exits: 3 misconfiguration exits on Xen, 0 in the model",
                        "command 8 (wrmsr 2ff 807) result: #GP in the model alone",
                        "command 5 (rd 200) leaf: A gfn 200: order 9 [UC ] on Xen, order 9 [WB ] in the model, in dump"
                                + " end; the model made it order 9 [WB ] of order 9 [WB?] here");
    }
}

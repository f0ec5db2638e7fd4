package dev.stalemate.systems.xen.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lazy recalculation of mm/p2m-ept.c, step by step, with tables of two entries so that they can be written down. */
class EptTablesTest {
    private static final int UC = EptLeaf.of(MemType.UC, false);
    private static final int WB = EptLeaf.of(MemType.WB, false);

    private final List<String> costs = new ArrayList<>();
    /** What each gfn's type is now; a block of several types has none. */
    private final int[] types = {WB, WB, WB, WB, WB, WB, WB, WB};

    private final EptTables ept =
            new EptTables(3, 1, new WideTables(1), (gfn, mfn, order, type) -> type(gfn, order), new Costs() {
                @Override
                public void recomputed() {
                    costs.add("recomputed");
                }

                @Override
                public void split() {
                    costs.add("split");
                }
            });

    private int type(long gfn, int order) {
        int first = (int) (gfn & -1L << order);
        for (int i = 1; i < 1 << order; i++) {
            if (types[first + i] != types[first]) {
                return EmtTable.SPLIT;
            }
        }
        return types[first];
    }

    /** Every gfn: {@code .} nothing, else its EMT's first letter, {@code ?} after it where a touch would be an exit. */
    private String all() {
        StringBuilder text = new StringBuilder();
        for (int gfn = 0; gfn < 8; gfn++) {
            long leaf = ept.leaf(gfn);
            if (!EptWord.isPresent(leaf)) {
                text.append('.');
            } else {
                int emt = EptWord.emt(leaf);
                text.append(emt == EptWord.MARK ? "?" : emt == 0 ? "U" : "W");
            }
            text.append(ept.walk(gfn) == Walk.MISCONFIGURED ? "?" : "");
        }
        return text.toString();
    }

    private void mapAll() {
        for (int gfn = 0; gfn < 8; gfn++) {
            ept.map(gfn, 0, 16 + gfn, P2mType.RAM);
        }
    }

    @Test
    void aChangeMarksTheTopLevelAlone() {
        mapAll();
        ept.markAll();
        assertThat(all()).isEqualTo("W?W?W?W?W?W?W?W?");
        assertThat(costs).isEmpty();
    }

    @Test
    void aTouchPushesMarksDownItsWayAndRecomputesOneTable() {
        mapAll();
        ept.markAll();
        types[0] = UC;
        types[1] = UC;
        assertThat(ept.resolve(1)).isTrue();
        assertThat(all()).isEqualTo("UUW?W?W?W?W?W?");
        assertThat(costs).containsExactly("recomputed", "recomputed");
        assertThat(ept.resolve(0)).as("nothing is left to do there").isFalse();
        assertThat(ept.resolve(2)).isTrue();
        assertThat(all()).isEqualTo("UUWWW?W?W?W?");
    }

    @Test
    void aTouchOfAHoleMarksTheLeavesBesideIt() {
        ept.map(1, 0, 17, P2mType.RAM);
        ept.markAll();
        assertThat(ept.walk(0)).isEqualTo(Walk.MISCONFIGURED);
        assertThat(ept.resolve(0)).isTrue();
        assertThat(ept.walk(0)).isEqualTo(Walk.NOTHING);
        assertThat(all()).isEqualTo(".??......");
        assertThat(ept.resolve(1)).isTrue();
        assertThat(all()).isEqualTo(".W......");
    }

    @Test
    void aLargeLeafOfOneTypeStaysLarge() {
        ept.map(4, 2, 20, P2mType.RAM);
        ept.markAll();
        assertThat(ept.resolve(6)).isTrue();
        assertThat(ept.leafLevel(6)).isEqualTo(2);
        assertThat(costs).containsExactly("recomputed");
    }

    /** As ept_handle_misconfig() did when it was new, and resolve_misconfig() does: who is asked has to find the block. */
    @Test
    void aLargeLeafsTypeIsAskedForByTheGfnThatIsTouched() {
        List<Long> asked = new ArrayList<>();
        EptTables asking = new EptTables(
                3,
                1,
                new WideTables(1),
                (gfn, mfn, order, type) -> {
                    asked.add(gfn);
                    return WB;
                },
                Costs.NONE);
        asking.map(4, 2, 20, P2mType.RAM);
        asking.markAll();
        asking.resolve(6);
        assertThat(asked).containsExactly(4L, 6L);
    }

    @Test
    void aLargeLeafOfSeveralTypesIsSplitOneLevelAtATime() {
        ept.map(4, 2, 20, P2mType.RAM);
        ept.markAll();
        types[7] = UC;
        assertThat(ept.resolve(4)).isTrue();
        assertThat(ept.leafLevel(4)).isEqualTo(1);
        assertThat(ept.leafLevel(7)).as("its half is still whole, and marked").isEqualTo(1);
        assertThat(all()).isEqualTo("....WW????");
        assertThat(ept.resolve(7)).isTrue();
        assertThat(all()).isEqualTo("....WWWU");
        assertThat(EptWord.mfn(ept.leaf(7))).isEqualTo(23);
        assertThat(costs).containsExactly("split", "recomputed", "split", "recomputed", "recomputed");
    }

    @Test
    void aLargeLeafOfSeveralTypesIsInstalledMarked() {
        types[7] = UC;
        ept.map(4, 2, 20, P2mType.RAM);
        assertThat(all()).isEqualTo("....????????");
    }

    @Test
    void aSmallLeafInALargeOneSplitsAllOfIt() {
        ept.map(0, 2, 16, P2mType.RAM);
        types[2] = UC;
        ept.map(2, 0, 99, P2mType.RAM);
        assertThat(all()).isEqualTo("WWUW....");
        assertThat(EptWord.mfn(ept.leaf(2))).isEqualTo(99);
        assertThat(EptWord.mfn(ept.leaf(3))).isEqualTo(19);
        assertThat(costs).containsExactly("split", "split", "split");
    }

    @Test
    void mappingResolvesWhatIsPendingFirst() {
        mapAll();
        ept.markAll();
        ept.unmap(0, 0);
        assertThat(all()).isEqualTo(".WW?W?W?W?W?W?");
    }

    @Test
    void aLargeLeafReplacesTheTablesBelowIt() {
        mapAll();
        ept.map(0, 2, 64, P2mType.RAM);
        assertThat(ept.leafLevel(3)).isEqualTo(2);
        ept.unmap(0, 2);
        ept.map(0, 0, 5, P2mType.RAM);
        assertThat(all()).isEqualTo("W...WWWW");
    }
}

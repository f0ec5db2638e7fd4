package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How software finds leaves: below a root that it takes for one of so many levels, whether it is or not. */
class IoPageTablesTest {
    private static final int LOW = 0;
    private static final int SECOND = 1;
    private static final int HIGH = 2;

    private final Layout.Builder b = new Layout.Builder();
    private final IoPageTables tables =
            new IoPageTables(b, List.of(0L, 0x200L, 0x40000L), Index.of("pfn", 3), 6, 0, true);
    private final long[] s = b.build().blank();
    private final int root = tables.allocate(s, 2);

    private int grown() {
        int above = tables.allocate(s, 3);
        tables.link(s, above, root);
        return above;
    }

    @Test
    void aLeafIsFoundFromTheOldRootAndFromTheNewOne() {
        int leaf = tables.make(s, root, 2, SECOND);
        tables.point(s, leaf, 1);
        int above = grown();
        assertThat(tables.find(s, root, 2, SECOND)).isEqualTo(leaf);
        assertThat(tables.find(s, above, 3, SECOND)).isEqualTo(leaf);
        assertThat(tables.target(s, leaf)).isEqualTo(1);
        assertThat(tables.walk(s, above, 3, SECOND)).isEqualTo(1);
    }

    @Test
    void aRootWithTheLevelsOfAnotherLeadsToNothing() {
        for (int d : new int[] {LOW, SECOND}) {
            tables.point(s, tables.make(s, root, 2, d), d);
        }
        int above = grown();
        for (int d : new int[] {LOW, SECOND}) {
            assertThat(tables.find(s, above, 2, d)).isEqualTo(IoPageTables.FAULT);
            assertThat(tables.find(s, root, 3, d)).isEqualTo(IoPageTables.FAULT);
        }
    }

    /** The page with the second entry of the old root gets that of the new one, 512 times as far up. */
    @Test
    void aMapFromTheNewRootWithTheOldLevelsPutsAPageInAnothersPlace() {
        int above = grown();
        tables.point(s, tables.make(s, above, 2, SECOND), 1);
        assertThat(tables.walk(s, above, 3, SECOND)).isEqualTo(IoPageTables.FAULT);
        assertThat(tables.walk(s, above, 3, HIGH)).isEqualTo(1);
        assertThat(tables.find(s, above, 3, HIGH)).as("software skips no level").isEqualTo(IoPageTables.FAULT);
        assertThat(tables.make(s, above, 3, HIGH)).isEqualTo(IoPageTables.FAULT);
    }

    @Test
    void withoutAFreePageNoTableIsMade() {
        while (tables.free(s) > 0) {
            tables.allocate(s, 1);
        }
        assertThatThrownBy(() -> tables.make(s, root, 2, LOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no page is left for a table");
    }
}

package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which table a user walks, and what becomes of a table that is freed meanwhile. */
class TableRootsTest {
    private static final int NONE = 0;
    private static final int HOST = 1;

    private TablePages pages;
    private TableRoots roots;
    private Layout layout;
    private Law law;
    private long[] s;

    @BeforeEach
    void setUp() {
        Layout.Builder b = new Layout.Builder();
        pages = new TablePages(b, true, 2);
        roots = new TableRoots(b, "cr3", Index.of("cpu", 2), pages, "none", "the host's");
        layout = b.build();
        law = roots.noneReused("no-freed-table", "CPU", s -> true);
        s = layout.blank();
    }

    @Test
    void aRootIsATableOrSomethingElse() {
        assertThat(roots.isAt(s, 0, NONE)).isTrue();
        assertThat(roots.walksPage(s, 0)).isFalse();
        roots.leave(s, 0, HOST);
        roots.load(s, 1, 1);
        assertThat(roots.walks(s, 1, 1)).isTrue();
        assertThat(roots.walks(s, 1, 0)).isFalse();
        assertThat(roots.walksTable(s, 1)).isTrue();
        assertThat(roots.isWalked(s, 1)).isTrue();
        assertThat(roots.isWalked(s, 0)).isFalse();
        assertThat(layout.describe(s)).containsEntry("cr3[0]", "the host's").containsEntry("cr3[1]", "table page 1");
    }

    @Test
    void aFreedTableIsWalkedUntilItsUserLeavesIt() {
        roots.load(s, 0, 1);
        assertThat(law.premise().test(s)).as("nothing is freed").isFalse();
        pages.free(s, 1);
        assertThat(pages.isInPool(s, 1)).isTrue();
        assertThat(law.premise().test(s)).isTrue();
        assertThat(roots.walksTable(s, 0)).isFalse();
        assertThat(law.violatedBy(s)).as("still as it was").isFalse();
        pages.reused().effect().apply(s, new long[] {1});
        assertThat(law.violatedBy(s)).isTrue();
        assertThat(law.explanation().of(s).details())
                .containsExactly("CPU 0 walks table page 1, which is something else");
        roots.leave(s, 0, NONE);
        assertThat(law.violatedBy(s)).isFalse();
    }

    @Test
    void aPageOfThePoolIsATableAgain() {
        pages.free(s, 0);
        pages.allocate(s, 0);
        assertThat(pages.isTable(s, 0)).isTrue();
        assertThat(pages.someIsFreed(s)).isFalse();
    }
}
